/** Server, storage and line as bad as dice make them, which know what an honest client would never do. */
import { sleep } from "../../src/client/abortable.ts";
import type { StorageForm } from "../../src/client/post-form.ts";
import type { Prepare } from "../../src/client/prepare-file.ts";
import type { StorageAnswer } from "../../src/client/read-storage-answer.ts";
import type { CallOptions, UploadApi } from "../../src/client/upload-api.ts";
import { createImagePolicy } from "../../src/image-policy.ts";
import { createFakeConnection } from "../../src/testing/fake-connection.ts";
import { createTicket } from "../../src/testing/scripted-server.ts";
import { uploadError, UploadError } from "../../src/upload-error.ts";
import { createFakeClock } from "./fake-clock.ts";
import { prepare as prepareFile, stored, type Image, type Input } from "./scripted-server.ts";

type Upload = {
  name: string;
  claim: string;
  state: "issued" | "stored" | "published" | "refused" | "full" | "discarded";
  /** canceled or removed */
  isLetGo: boolean;
  expiresAtMs: number;
  /** let go of while the server was at it, which may publish it */
  isLeft: boolean;
  isToldEnd: boolean;
};

export type FaultyWorld = ReturnType<typeof createFaultyWorld>;

/** From 0; the upper half is lucky. */
export const dieSides = 96;

const never = new AbortController().signal;

const completions = ["well", "processing", "lost", "no", "broken", "bad", "full"] as const;

/** What is decided about an upload stays so, however often it is asked for. */
function endOf(outcome: (typeof completions)[number]): Upload["state"] {
  if (outcome === "bad") return "refused";
  return outcome === "full" ? "full" : "published";
}

/** @param dice one for each request: how it ends, and how long it takes; when they are used up, all goes well */
export function createFaultyWorld({
  dice,
  concurrency,
  maxFiles,
}: {
  dice: readonly number[];
  concurrency: number;
  maxFiles: number;
}) {
  const clock = createFakeClock();
  const connection = createFakeConnection();
  const uploads: Upload[] = [];
  const violations: string[] = [];
  const under = { ticket: new Set<AbortSignal>(), transfer: new Set<AbortSignal>() };
  let left = [...dice];
  let look = (): void => {};

  const must = (isSo: boolean, what: string): void => {
    if (!isSo) violations.push(what);
  };
  const find = (claim = ""): Upload => {
    const upload = uploads.find((other) => other.claim === claim);
    if (!upload) throw uploadError("CLAIM_INVALID");
    return upload;
  };
  const unreachable = (): never => {
    throw new TypeError("fetch failed");
  };
  const running = (signals: Set<AbortSignal>): number =>
    [...signals].filter(({ aborted }) => !aborted).length;

  /** @returns one of the outcomes, the first of which is that all goes well, when it has taken its time */
  async function roll<Outcome>(
    signal: AbortSignal,
    outcomes: readonly [Outcome, ...Outcome[]],
    { halfDone = (): void => {}, aborted = (_die: number): void => {} } = {},
  ): Promise<Outcome> {
    const die = left.shift() ?? 0;
    const halfMs = [0, 5, 1000, 160_000][die % 4]!;
    try {
      await sleep(clock, halfMs, signal);
      halfDone();
      await sleep(clock, halfMs, signal);
    } catch (error) {
      aborted(die);
      throw error;
    }
    const isWell = die >= dieSides / 2;
    return outcomes[isWell ? 0 : Math.floor(die / 4) % outcomes.length]!;
  }

  const assertOnline = (): void => {
    if (!connection.isOnline()) unreachable();
  };

  const api: UploadApi<Input, Image> = {
    policy: {
      query: async (_input, { signal = never } = {}) => {
        const outcome = await roll(signal, ["well", "well", "unreachable"]);
        assertOnline();
        return outcome === "well" ? createImagePolicy({ maxFiles }) : unreachable();
      },
    },
    getUploadTicket: {
      mutate: async ({ file }, { signal = never }: CallOptions = {}) => {
        const { name } = file;
        under.ticket.add(signal);
        must(
          running(under.ticket) + running(under.transfer) <= concurrency + 1,
          `${name}: more tickets than ${concurrency} and one ahead`,
        );
        must(
          !uploads.some((other) => {
            const isThere = other.state === "stored" || other.state === "published";
            return other.name === name && isThere && !other.isLetGo;
          }),
          `${name}: another ticket, though the bytes have arrived`,
        );
        try {
          const outcome = await roll(signal, ["well", "lost", "no", "limited", "forbidden"]);
          assertOnline();
          if (outcome === "no") unreachable();
          if (outcome === "forbidden") throw uploadError("FORBIDDEN");
          if (outcome === "limited") {
            throw new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs: 2000 } });
          }
          const ticket = createTicket(`${name}#${uploads.length}`);
          uploads.push({
            name,
            claim: ticket.claim,
            state: "issued",
            expiresAtMs: clock.now() + ticket.expiresInMs,
            isLetGo: false,
            isLeft: false,
            isToldEnd: false,
          });
          return outcome === "lost" ? unreachable() : ticket;
        } finally {
          under.ticket.delete(signal);
        }
      },
    },
    completeUpload: {
      mutate: async ({ claim }, { signal = never }: CallOptions = {}) => {
        const upload = find(claim);
        must(!upload.isToldEnd, `${claim}: asked again after it was told`);
        const outcome = await roll(signal, completions);
        assertOnline();
        if (outcome === "no") unreachable();
        if (upload.state === "issued" || upload.state === "discarded") {
          throw uploadError("OBJECT_MISSING");
        }
        if (outcome === "broken") throw uploadError("INTERNAL");
        if (outcome === "processing") return { status: "processing", retryAfterMs: 1000 };
        if (upload.state === "stored") upload.state = endOf(outcome);
        if (outcome === "lost") unreachable();
        upload.isToldEnd = true;
        if (upload.state === "refused") throw uploadError("IMAGE_UNREADABLE");
        if (upload.state === "full") throw uploadError("QUOTA_EXCEEDED");
        return { status: "published", data: { imageId: claim } };
      },
    },
    discardUpload: {
      mutate: async ({ claim }, { signal = never }: CallOptions = {}) => {
        const upload = find(claim);
        look();
        must(upload.isLetGo, `${claim}: discarded, though nobody let go of it`);
        const outcome = await roll(signal, ["well", "lost", "no"]);
        assertOnline();
        if (outcome === "no") unreachable();
        if (upload.state === "issued" || upload.state === "stored") upload.state = "discarded";
        if (outcome === "lost") unreachable();
      },
    },
  };

  const transport = async (form: StorageForm): Promise<StorageAnswer> => {
    const { signal, file, onProgress } = form;
    const upload = find(form.fields["claim"]);
    under.transfer.add(signal);
    must(clock.now() < upload.expiresAtMs, `${upload.claim}: sent with a ticket that has expired`);
    must(upload.state === "issued", `${upload.claim}: sent, though it is ${upload.state}`);
    must(running(under.transfer) <= concurrency, `${upload.claim}: sent besides ${concurrency}`);
    onProgress(file.size * 0.5);
    const arrive = (): void => {
      upload.state = "stored";
    };
    try {
      const outcome = await roll(signal, ["well", "lost", "cut", 503, 504, 500, 403, 400], {
        // What is said about progress may come late.
        halfDone: () => onProgress(file.size * 0.2),
        // Whoever gives up does not know whether all of it is there already.
        aborted: (die) => die % 3 === 0 && arrive(),
      });
      if (["well", "lost", 504].includes(outcome)) arrive();
      if (!connection.isOnline() || outcome === "lost" || outcome === "cut") {
        throw uploadError("NETWORK");
      }
      return typeof outcome === "number" ? { status: outcome, body: "" } : stored();
    } finally {
      under.transfer.delete(signal);
    }
  };

  const prepare: Prepare = async (blob, accepted, signal) => {
    const outcome = await roll(signal, ["well", "well", "well", "well", "unreadable"]);
    if (outcome === "unreadable") throw uploadError("FILE_UNREADABLE");
    return prepareFile(blob, accepted, signal);
  };

  return {
    ports: { api, transport, prepare, clock, connection, concurrency, random: () => 0.5 },
    maxFiles,
    must,
    clock,
    connection,
    uploads,
    violations,
    /** @param by is called before what was let go of matters */
    watch: (by: () => void) => (look = by),
    letGo: (name: string) => {
      for (const upload of uploads) upload.isLetGo ||= upload.name === name;
    },
    leave: (name: string) => {
      for (const upload of uploads) upload.isLeft ||= upload.name === name;
    },
    becomeGood: () => {
      left = [];
      connection.setOnline(true);
    },
  };
}
