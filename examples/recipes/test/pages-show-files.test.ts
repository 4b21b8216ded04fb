import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const docs = new URL("../../../docs/", import.meta.url);
/** A link to one of the files that may be shown: turbo.json names the same folders, or a stale result would stand. */
const shownFile =
  /\]\((\.\.\/(?:examples\/[a-z-]+\/src|packages\/upload-react\/test)\/[^)#]+\.tsx?)\)/g;

test.each(["using-the-hook.md", "node-and-cli.md", "showing-images.md", "running-it.md"])(
  "all code in %s is from a file that it links to, and that the compiler reads",
  async (name) => {
    const page = await readFile(new URL(name, docs), "utf8");
    const links = [...page.matchAll(shownFile)].map(([, path]) => path!);
    const files = await Promise.all(
      links.map(async (path) => unindent(await readFile(new URL(path, docs), "utf8"))),
    );
    const blocks = [...page.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code]) => code!);
    expect(blocks).not.toEqual([]);
    expect(blocks.filter((code) => !files.some((file) => file.includes(unindent(code))))).toEqual(
      [],
    );
  },
);

/** The formatter moves an excerpt to the left. */
function unindent(code: string): string {
  return code.replaceAll(/^ +/gm, "");
}
