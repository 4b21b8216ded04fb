/** The way of one request through the proxy, as its fault has it. */
import type { Socket } from "node:net";
import type { Fault, HttpAnswer } from "./fault.ts";
import type { HttpHead } from "./http-reader.ts";
import { formatAnswer } from "./rewrite-answer.ts";
import { write } from "./write.ts";

/** Called in order; the next piece is not read before the promise resolves. */
export type Passage = {
  head: (head: HttpHead) => Promise<void>;
  body: (bytes: Buffer) => Promise<void>;
  end: () => Promise<void>;
};

export type PassageSides = {
  client: Socket;
  openUpstream: () => Socket;
  /** another connection to the target, whose answer nobody gets */
  openSecond: () => Socket;
  /** cuts both sides off; what the target was sent, it gets */
  reset: () => void;
  /** the target will answer this request */
  expectAnswer: () => void;
  /** the proxy has answered it */
  answered: (status: number) => void;
};

export function createPassage(fault: Fault | null, sides: PassageSides): Passage {
  const plain = passOn(sides);
  switch (fault?.type) {
    case undefined:
    case "no-cors":
    case "close":
    case "lose-answer":
    case "hold-answer":
      return plain;
    case "cut":
      return passShare(fault.at, plain, async () => sides.reset());
    case "stall":
      return passShare(fault.at, plain, () => forever);
    case "pause":
      return pauseAt(fault, plain);
    case "black-hole":
      return { head: nothing, body: nothing, end: () => forever };
    case "slow":
      return { ...plain, body: (bytes) => trickle(bytes, fault.bytesPerSecond, plain.body) };
    case "answer":
      return answerWith(fault, sides);
    case "corrupt":
      return corruptAt(fault.at, plain);
    case "duplicate":
      return passTwice(plain, sides.openSecond());
    case "hold":
      return {
        ...plain,
        head: async (head) => {
          await fault.until;
          await plain.head(head);
        },
      };
  }
}

const nothing = async (): Promise<void> => {};

const forever = new Promise<never>(() => {});

function passOn({ openUpstream, expectAnswer }: PassageSides): Passage {
  return {
    head: (head) => {
      expectAnswer();
      return write(openUpstream(), head.bytes);
    },
    body: (bytes) => write(openUpstream(), bytes),
    end: nothing,
  };
}

/** A request without a Content-Length has its share before the first byte of its body. */
function passShare(share: number, plain: Passage, then: () => Promise<void>): Passage {
  let left = 0;
  return {
    head: async (head) => {
      left = Math.floor(lengthOf(head) * share);
      await plain.head(head);
      if (left === 0) await then();
    },
    body: async (bytes) => {
      const passed = bytes.subarray(0, left);
      left -= passed.length;
      await plain.body(passed);
      if (left === 0) await then();
    },
    end: plain.end,
  };
}

function pauseAt({ at, until }: { at: number; until: Promise<unknown> }, plain: Passage): Passage {
  let left = 0;
  return {
    ...plain,
    head: (head) => {
      left = Math.floor(lengthOf(head) * at);
      return plain.head(head);
    },
    body: async (bytes) => {
      await plain.body(bytes.subarray(0, left));
      if (bytes.length > left) await until;
      await plain.body(bytes.subarray(left));
      left = Math.max(0, left - bytes.length);
    },
  };
}

const slicesPerSecond = 20;

async function trickle(
  bytes: Buffer,
  bytesPerSecond: number,
  pass: (slice: Buffer) => Promise<void>,
): Promise<void> {
  const sliceBytes = Math.max(1, Math.floor(bytesPerSecond / slicesPerSecond));
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    const slice = bytes.subarray(start, start + sliceBytes);
    await pass(slice);
    await new Promise((resolve) => setTimeout(resolve, (slice.length / bytesPerSecond) * 1000));
  }
}

function answerWith(answer: HttpAnswer, { client, answered }: PassageSides): Passage {
  let origin: string | undefined;
  return {
    head: async ({ headers }) => {
      origin = headers.get("origin");
    },
    body: nothing,
    end: async () => {
      answered(answer.status);
      await write(client, formatAnswer(answer, origin));
    },
  };
}

function corruptAt(share: number, plain: Passage): Passage {
  /** bytes of the body before the one to be changed */
  let before = 0;
  return {
    ...plain,
    head: (head) => {
      before = Math.floor((lengthOf(head) - 1) * share);
      return plain.head(head);
    },
    body: (bytes) => {
      const changed = Buffer.from(bytes);
      const byte = changed[before];
      if (byte !== undefined) changed[before] = byte ^ 1;
      before -= bytes.length;
      return plain.body(changed);
    },
  };
}

function passTwice(plain: Passage, second: Socket): Passage {
  second.on("error", () => {}).resume();
  return {
    head: async (head) => {
      await Promise.all([plain.head(head), write(second, head.bytes)]);
    },
    body: async (bytes) => {
      await Promise.all([plain.body(bytes), write(second, bytes)]);
    },
    end: plain.end,
  };
}

function lengthOf({ headers }: HttpHead): number {
  return Number(headers.get("content-length") ?? 0);
}
