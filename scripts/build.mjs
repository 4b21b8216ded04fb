// Builds what changed, without a word unless it fails.
import { spawnSync } from "node:child_process";
import process from "node:process";

/**
 * Ends the process with the build's status, and with all that it said, when it fails.
 * @param {...string} packages by name, each with what it depends on
 */
export function build(...packages) {
  const filters = packages.map((name) => `--filter=${name}`);
  const { error, status, stdout, stderr } = spawnSync(
    "turbo",
    ["run", "build", ...filters, "--ui=stream"],
    {
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
      encoding: "utf8",
      shell: process.platform === "win32",
    },
  );
  if (error) throw error;
  if (status === 0) return;
  // Whoever reads standard output waits for what the program prints there.
  console.error(stdout, stderr);
  process.exit(status ?? 1);
}
