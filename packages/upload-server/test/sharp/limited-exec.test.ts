import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { limitedExec } from "../../src/sharp/limited-exec.ts";

const MiB = 1024 * 1024;

function run(script: string): string {
  const args = ["-c", script, "/bin/sh", "-c", "ulimit -v"];
  return execFileSync("/bin/sh", args, { encoding: "utf8", stdio: "pipe" }).trim();
}

describe.runIf(process.platform === "linux")("a program under a limit", () => {
  it("has that limit", () => {
    expect(run(limitedExec(1500 * MiB, "linux"))).toBe(String(1500 * 1024));
  });

  it("keeps a limit of the system's own that is lower", () => {
    expect(run(`ulimit -v ${900 * 1024}; ${limitedExec(1500 * MiB, "linux")}`)).toBe(
      String(900 * 1024),
    );
  });

  it("is not started when there is no limit and none can be set", () => {
    // A shell that knows the limit but refuses to set one.
    const stubborn = 'ulimit() { [ "$#" = 1 ] && echo unlimited; }; ';
    expect(() => run(stubborn + limitedExec(1500 * MiB, "linux"))).toThrow(/Command failed/);
  });

  it("is started all the same where the process watches its own memory", () => {
    const ignorant = "ulimit() { return 1; }; ";
    expect(run(ignorant + limitedExec(1500 * MiB, "darwin"))).toBe("unlimited");
  });
});
