/** For the tests of an app: server, storage and time as it wants them. */
export {
  createFakeUploads,
  type FakeUploads,
  type FakeUploadsOptions,
} from "./create-fake-uploads.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export type { FakeConnection } from "./fake-connection.ts";
export type { FakeOutcome, FakeOutcomes } from "./outcome-script.ts";
export { photoFile, type PhotoFileOptions } from "./photo-file.ts";
export {
  createScriptedServer,
  createTicket,
  type Script,
  type ScriptedServer,
} from "./scripted-server.ts";
