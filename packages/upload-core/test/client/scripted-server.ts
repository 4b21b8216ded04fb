/** The kit's scripted server as the engine's own tests use it: a shop's photos, and steps that say what they shall. */
import type { Prepare } from "../../src/client/prepare-file.ts";
import type { StorageAnswer } from "../../src/client/read-storage-answer.ts";
import type { CallOptions } from "../../src/client/upload-api.ts";
import {
  createScriptedServer as createServer,
  createTicket,
  type Script as ServerScript,
  type ScriptedServer as Server,
} from "../../src/testing/scripted-server.ts";
import type { CompleteResult, DescribedFile, UploadTicket } from "../../src/ticket.ts";

export { createTicket, stored } from "../../src/testing/scripted-server.ts";

export type Input = { productId: string };
export type Image = { imageId: string };

export type Script = Omit<ServerScript<Input, Image>, "ticket"> & {
  ticket: (file: DescribedFile, options: CallOptions) => Promise<UploadTicket> | UploadTicket;
};

export type ScriptedServer = Server<Input, Image> & {
  inputs: Input[];
  /** when each file was picked, by its name, as its last ticket was asked for */
  pickedAtMs: Map<string, number | undefined>;
};

export function createScriptedServer(script: Partial<Script> = {}): ScriptedServer {
  const inputs: Input[] = [];
  const picks: ScriptedServer["pickedAtMs"] = new Map();
  const nextTicket = () => createTicket(`claim-${inputs.length}`);
  const { ticket = nextTicket } = script;
  const server = createServer<Input, Image>({
    complete: published,
    ...script,
    ticket: ({ input, file: described, pickedAtMs }, options) => {
      inputs.push(input);
      picks.set(described.name, pickedAtMs);
      return ticket(described, options);
    },
  });
  return { ...server, inputs, pickedAtMs: picks };
}

/** A storage that answers with this status, and with S3's own code when there is one. */
export function answering(status: number, code = ""): () => StorageAnswer {
  return () => ({ status, body: `<Code>${code}</Code>` });
}

export function published(claim: string): CompleteResult<Image> {
  return { status: "published", data: { imageId: `image of ${claim}` } };
}

/** Answers one after another, the last one for good. */
export function inTurn<Answer extends (...args: never[]) => unknown>(
  ...answers: [Answer | (() => never | Promise<never>), ...Answer[]]
): Answer {
  let at = 0;
  const next = (...args: never[]) => {
    const answer = answers[Math.min(at, answers.length - 1)]!;
    at += 1;
    return answer(...args);
  };
  // It takes and gives what each of the answers does.
  return next as Answer;
}

export function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** An answer that never comes. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

export function file(name = "a.jpg", content = name): File {
  return new File([content], name, { type: "image/jpeg" });
}

/** Takes any file for a JPEG, with its content in place of a hash. */
export const prepare: Prepare = async (blob) => ({
  file: blob,
  description: {
    type: "image/jpeg",
    width: 4,
    height: 3,
    sizeBytes: blob.size,
    sha256: await blob.text(),
  },
});
