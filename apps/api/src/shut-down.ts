/** Ends an app that works: what can be finished soon is, the rest gives its lease back. */
import { setTimeout as delay } from "node:timers/promises";

/** Most decodes are over by then; what is left of 10 s is for giving back. */
const finishMs = 6000;

/**
 * @param app.stop takes no more work; resolves when what runs has ended
 * @param app.cutOff makes what still runs fail, so that it ends
 * @param app.giveBack closes what it worked with
 */
export async function shutDown(app: {
  stop: () => Promise<unknown>;
  cutOff: () => Promise<void>;
  giveBack: () => Promise<void>;
}): Promise<void> {
  const stopped = app.stop();
  await Promise.race([stopped, delay(finishMs, null, { ref: false })]);
  await app.cutOff();
  await stopped;
  await app.giveBack();
}
