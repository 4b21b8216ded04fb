/** What is weighed: our hook, and what a React developer would take instead. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `entry` is a module that exports what an app would import, and nothing else. */
export type Contender = { title: string; entry: string };

export const hook: Contender = {
  title: "`useImageUpload`",
  entry: pathTo(new URL("bundles/picket.ts", import.meta.url)),
};

export const peers: readonly Contender[] = [
  {
    title: `better-upload ${versionOf("@better-upload/client")}, \`useUploadFiles\``,
    entry: pathTo(new URL("bundles/better-upload.ts", import.meta.url)),
  },
  {
    title: `uploadthing ${versionOf("uploadthing")}, \`genUploader\``,
    entry: pathTo(new URL("bundles/uploadthing.ts", import.meta.url)),
  },
  {
    title: `uploadthing ${versionOf("uploadthing")}, React hook`,
    entry: pathTo(new URL("bundles/uploadthing-react.ts", import.meta.url)),
  },
  {
    title: `Uppy ${versionOf("@uppy/core")}, core and aws-s3`,
    entry: pathTo(new URL("bundles/uppy.ts", import.meta.url)),
  },
  {
    title: `FilePond ${versionOf("filepond")}, core`,
    entry: pathTo(new URL("bundles/filepond.ts", import.meta.url)),
  },
];

function pathTo(url: URL): string {
  return fileURLToPath(url);
}

function versionOf(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  // A published package's manifest always has a version.
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
