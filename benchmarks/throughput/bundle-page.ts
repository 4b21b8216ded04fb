/** Bundles the page as an app's bundler does: its worker and its lazy chunks are files of their own. */
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const client = import.meta.resolve("@picket/upload-core/client");

/** @returns the scripts by their file names */
export async function bundlePage(): Promise<Map<string, string>> {
  const bundle = await rolldown({
    input: {
      page: fileURLToPath(new URL("page/page.ts", import.meta.url)),
      // The engine asks for it beside itself, under this name.
      "prepare-worker": fileURLToPath(new URL("prepare-worker.js", client)),
    },
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
  });
  await bundle.close();
  return new Map(
    output
      .filter((file) => file.type === "chunk")
      .map(({ fileName, code }) => [fileName, code] as const),
  );
}
