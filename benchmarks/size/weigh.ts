/** Bundles a module as an app's bundler does, and weighs what a browser has to load for it. */
import { dirname, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown, type OutputChunk, type Plugin } from "rolldown";

/** The code that is left of it after tree shaking. */
export type Module = { id: string; code: string };

export type Chunk = { name: string; bytes: number; modules: Module[] };

export type Weight = {
  /** minified and gzipped: the entry with every chunk that it imports statically */
  bytes: number;
  /** what `bytes` is made of */
  modules: Module[];
  /** chunks that are loaded later, if at all, each alone */
  later: Chunk[];
  /** files that a worker is started with: bundles of their own */
  workers: string[];
};

/**
 * Takes the packages as they are published (`dist`, through their `exports`), since that is what an app's bundler sees.
 * React is left out everywhere: whoever uses a hook has it already.
 */
export async function weigh(entry: string): Promise<Weight> {
  const workers = new Set<string>();
  const bundle = await rolldown({
    input: entry,
    external: /^react(-dom)?(\/|$)/,
    platform: "browser",
    // As for the page of an app: what a lazy chunk shares with the entry stays in the entry and is counted.
    preserveEntrySignatures: "allow-extension",
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [findWorkers(workers)],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, comments: false });
  await bundle.close();
  const chunks = output.filter((file) => file.type === "chunk");
  const first = chunks.find(({ isEntry }) => isEntry);
  if (!first) throw new Error(`${entry} gave no chunk.`);
  const initial = staticImports(first, chunks);
  return {
    bytes: initial.reduce((sum, { code }) => sum + gzippedBytes(code), 0),
    modules: initial.flatMap(modulesOf),
    later: chunks
      .filter((chunk) => !initial.includes(chunk))
      .map((chunk) => ({
        name: chunk.name,
        bytes: gzippedBytes(chunk.code),
        modules: modulesOf(chunk),
      })),
    workers: [...workers],
  };
}

function modulesOf({ modules }: OutputChunk): Module[] {
  return Object.entries(modules).map(([id, { code }]) => ({ id, code: code ?? "" }));
}

/** @returns the chunk and all that the browser loads before it runs */
function staticImports(first: OutputChunk, chunks: readonly OutputChunk[]): OutputChunk[] {
  const found = new Set([first]);
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk);
  }
  return [...found];
}

export function gzippedBytes(code: string): number {
  return gzipSync(code, { level: 9 }).byteLength;
}

/** The bundler leaves them as they stand; Vite and webpack make a bundle of each. */
function findWorkers(workers: Set<string>): Plugin {
  return {
    name: "find-workers",
    transform: (code, id) => {
      for (const [, path = ""] of code.matchAll(/new URL\("([^"]+\.js)", import\.meta\.url\)/g)) {
        workers.add(resolve(dirname(id), path));
      }
    },
  };
}
