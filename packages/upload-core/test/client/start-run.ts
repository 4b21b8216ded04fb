/** One upload's run between a scripted server and a fake clock, and what its tests ask of it. */
import { runUpload, type UploadJob } from "../../src/client/run-upload.ts";
import { createSlots } from "../../src/client/slots.ts";
import type { RunEvent } from "../../src/client/state.ts";
import { createImagePolicy } from "../../src/image-policy.ts";
import { createFakeClock } from "./fake-clock.ts";
import {
  createScriptedServer,
  file,
  prepare,
  type Image,
  type Input,
  type Script,
} from "./scripted-server.ts";

export function jobOf(theFile: File | null): UploadJob<Input> {
  return { file: theFile, input: { productId: "p1" }, position: 0, pickedAtMs: 1 };
}

/** @param job what an earlier run left behind @param turnToSend held by whoever sends just now */
export function startRun(
  script: Partial<Script>,
  job = jobOf(file()),
  turnToSend = createSlots(() => 1),
) {
  const clock = createFakeClock();
  const server = createScriptedServer(script);
  const controller = new AbortController();
  const events: Array<RunEvent<Image> & { attempt: number }> = [];
  let isDone = false;
  const run = runUpload(job, {
    api: server.api,
    transport: server.transport,
    clock,
    random: () => 1,
    signal: controller.signal,
    prepare,
    slots: {
      prepare: createSlots(() => 1),
      ticket: createSlots(() => 2),
      transfer: turnToSend,
      verify: createSlots(() => 1),
    },
    admit: async () => createImagePolicy(),
    admitContent: () => {},
    attempt: 1,
    emit: (event) => events.push(event),
  }).finally(() => (isDone = true));
  return {
    clock,
    controller,
    job,
    requests: server.requests,
    events,
    types: () => events.map(({ type }) => type),
    last: () => events.at(-1),
    end: async () => {
      await clock.runUntil(() => isDone);
      await run;
    },
  };
}

export async function runToEnd(script: Partial<Script>, job?: UploadJob<Input>) {
  const run = startRun(script, job);
  await run.end();
  return run;
}
