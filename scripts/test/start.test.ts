/** The commands of the project around programs that only pretend to be the product. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./run-script.ts";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.copy("scripts");
  for (const { program } of commands) {
    await stage.write(program, 'console.log("it runs with", ...process.argv.slice(2));');
  }
});
afterEach(() => stage.remove());

const commands = [
  { script: "start", program: "apps/api/dist/main.js", built: "--filter=api --filter=web" },
  { script: "dev-s3", program: "packages/dev-s3/dist/cli.js", built: "--filter=@picket/dev-s3" },
  {
    script: "picket",
    program: "packages/upload-cli/dist/cli.js",
    built: "--filter=@picket/upload-cli",
  },
];

const run = (script: string) =>
  stage.run([process.execPath, `scripts/${script}.mjs`, "--port", "1"]);

describe.each(commands)("$script", ({ script, built }) => {
  test("builds without a word, and then is the program", async () => {
    await stage.pretend("turbo", 'echo "$*" > asked; echo a long story');
    const { status, output } = await run(script);
    expect(output).toMatch(/^(Building Picket .*\n)?it runs with --port 1\n$/);
    expect(status).toBe(0);
    const { output: asked } = await stage.run(["cat", "asked"]);
    expect(asked).toBe(`run build ${built} --ui=stream\n`);
  });

  test("shows all that a failed build said, passes its status on and starts nothing", async () => {
    await stage.pretend("turbo", "echo what it did; echo what is wrong >&2; exit 7");
    const { status, output } = await run(script);
    expect(output).toContain("what it did");
    expect(output).toContain("what is wrong");
    expect(output).not.toContain("it runs");
    expect(status).toBe(7);
  });
});

test("a build that was killed is one that failed", async () => {
  await stage.pretend("turbo", "kill -9 $$");
  const { status, output } = await run("start");
  expect(output).not.toContain("it runs");
  expect(status).toBe(1);
});
