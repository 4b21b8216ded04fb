/** `pnpm start` around a program that only pretends to be the product. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./run-script.ts";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.copy("scripts/start.mjs", "scripts/watch-launcher.mjs");
  await stage.write("apps/api/dist/main.js", 'console.log("the shop is open");');
});
afterEach(() => stage.remove());

const start = () => stage.run([process.execPath, "scripts/start.mjs"]);

describe("start", () => {
  test("builds server and page without a word, and then is the program", async () => {
    await stage.pretend("turbo", 'echo "$*" > asked; echo a long story');
    const { status, output } = await start();
    expect(output).toMatch(/^Building Picket .*\nthe shop is open\n$/);
    expect(status).toBe(0);
    const { output: asked } = await stage.run(["cat", "asked"]);
    expect(asked).toMatch(/^run build --filter=api --filter=web /);
  });

  test("shows all that a failed build said, passes its status on and starts nothing", async () => {
    await stage.pretend("turbo", "echo what it did; echo what is wrong >&2; exit 7");
    const { status, output } = await start();
    expect(output).toContain("what it did");
    expect(output).toContain("what is wrong");
    expect(output).not.toContain("the shop is open");
    expect(status).toBe(7);
  });

  test("ends with a status of failure when the build was killed", async () => {
    await stage.pretend("turbo", "kill -9 $$");
    const { status, output } = await start();
    expect(output).not.toContain("the shop is open");
    expect(status).toBe(1);
  });
});
