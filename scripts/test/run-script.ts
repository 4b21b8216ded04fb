/** A folder in which a script of the project runs as if it were the project, with programs that only pretend. */
import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

type Result = { status: number | null; output: string; lines: string[] };

export type Stage = {
  folder: string;
  /** writes a file, and the folders above it */
  write: (path: string, content: string) => Promise<void>;
  /** copies files of the project into their places */
  copy: (...paths: string[]) => Promise<void>;
  /** puts a shell script in front of the program of that name */
  pretend: (program: string, script: string) => Promise<void>;
  run: (command: string[], env?: Record<string, string>) => Promise<Result>;
  remove: () => Promise<void>;
};

/** Makes a new folder; `remove` takes it away. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "picket-scripts-"));
  const write = async (path: string, content: string) => {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  };
  return {
    folder,
    write,
    copy: async (...paths) => {
      for (const path of paths) await cp(join(root, path), join(folder, path), copying);
    },
    pretend: async (program, script) => {
      await write(`bin/${program}`, `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, "bin", program), 0o755);
    },
    run: (command, env = {}) => run(folder, command, env),
    remove: () => rm(folder, { recursive: true }),
  };
}

const copying = {
  recursive: true,
  filter: (source: string) => !/\/(node_modules|reports|test)$/.test(source),
};

function run(folder: string, command: string[], env: Record<string, string>): Promise<Result> {
  const [program = "", ...args] = command;
  // What the machine that tests has set must not decide.
  const { CI: _ci, TEST_DATABASE_URL: _url, ...inherited } = process.env;
  const path = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, { cwd: folder, env: { ...inherited, PATH: path, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output, lines: output.trim().split("\n") }));
  });
}
