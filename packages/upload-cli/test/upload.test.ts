/** The command as it is built, against a shop as it is built. */
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { setUpDesk, type Desk } from "./support/desk.ts";
import { demo, startShop, type Shop } from "./support/shop.ts";

let shop: Shop;
let desk: Desk;
let product: string;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  desk = await setUpDesk(shop);
  product = await shop.addProduct();
});
afterEach(() => desk.clear());

const upload = (...args: string[]) => desk.picket(["upload", ".", "--product", product, ...args]);

test("a folder is uploaded, signed in by e-mail and password", async () => {
  await desk.addPhotos("mug 10.jpg", "mug 2.jpg", "mug 1.jpg", ".hidden.jpg");
  const args = ["upload", ".", "--product", product];
  const { exitCode, stdout, stderr } = await desk.picket(args, demo);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const [lines, end] = stdout.split("\n\n");
  // Whichever is published first is told first.
  expect(lines?.split("\n").sort()).toEqual([
    "published  mug 1.jpg",
    "published  mug 10.jpg",
    "published  mug 2.jpg",
  ]);
  expect(end).toBe("3 files: 3 published.\n");
  expect(await shop.imageNames(product)).toEqual(["mug 1.jpg", "mug 10.jpg", "mug 2.jpg"]);
});

test("the photos stand in the folder's order, also when the first of them takes longest", async () => {
  await desk.addPhotos("photo 2.jpg", "photo 3.jpg", "photo 10.jpg");
  const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
  const large = { width: 4000, height: 3000, channels: 3 as const, background: "teal", noise };
  await desk.addFile("photo 1.jpg", await sharp({ create: large }).jpeg().toBuffer());
  const { exitCode, stdout } = await upload();
  expect(exitCode).toBe(0);
  expect(stdout).not.toMatch(/^published {2}photo 1\.jpg/);
  const names = ["photo 1.jpg", "photo 2.jpg", "photo 3.jpg", "photo 10.jpg"];
  expect(await shop.shelf(product)).toEqual(names);
});

test("files may be named one by one, and folders searched to their depth", async () => {
  await mkdir(path.join(desk.folder, "shelf/inner"), { recursive: true });
  await desk.addPhotos("a.jpg", "b.jpg", "shelf/c.jpg", "shelf/inner/d.jpg");
  const args = ["upload", "a.jpg", "shelf", "-r", "--product", product];
  expect(await desk.picket(args)).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await shop.imageNames(product)).toEqual(["a.jpg", "c.jpg", "d.jpg"]);
});

test("what is refused here or by the server is in a table, the rest is published, and the exit code is 1", async () => {
  await desk.addPhotos("good.jpg");
  const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: "teal" } });
  await desk.addFile("moving.gif", await picture.gif().toBuffer());
  await desk.addFile("empty.jpg", "");
  // The header is whole, the picture is not: only the server's decoder tells.
  const whole = await picture.resize(900, 600).png({ compressionLevel: 0 }).toBuffer();
  await desk.addFile("half.png", whole.subarray(0, whole.length / 2));
  await desk.addFile("notes.txt", "remember the milk");
  const { exitCode, stdout, stderr } = await upload();
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  const [lines, end] = stdout.split("\n\n3 files not uploaded:\n");
  expect(lines?.split("\n").sort()).toEqual([
    "published  good.jpg",
    "refused    empty.jpg",
    "refused    half.png",
    "refused    moving.gif",
    "skipped    notes.txt  no picture",
  ]);
  expect(end).toBe(
    [
      "  File        What is wrong, and what to do",
      "  empty.jpg   This file is empty. Choose the photo again.",
      "  half.png    This image is damaged. Open it in a photo app, save it again, and add that.",
      "  moving.gif  This is a GIF. Please choose a JPEG, a PNG, a WebP or an AVIF.",
      "",
      "5 files: 1 published, 3 refused, 1 skipped (no picture).",
      "",
    ].join("\n"),
  );
  expect(await shop.imageNames(product)).toEqual(["good.jpg"]);
});

test("a file that is no picture is refused when it is named, and a folder without pictures is a mistake", async () => {
  await desk.addFile("notes.txt", "remember the milk");
  const named = await desk.picket(["upload", "notes.txt", "--product", product]);
  expect(named.exitCode).toBe(1);
  expect(named.stdout).toContain("This is not a picture.");
  expect(await upload()).toMatchObject({ exitCode: 2 });
});

test("a dry run checks files, account and product, and sends nothing", async () => {
  await desk.addPhotos("good.jpg");
  await desk.addFile("bad.jpg", "no picture at all");
  const dry = await upload("--dry-run");
  expect(dry).toMatchObject({ exitCode: 1, stderr: "" });
  expect(dry.stdout).toContain("fine       good.jpg");
  expect(dry.stdout).toContain("1 file would not be uploaded:");
  expect(dry.stdout).toContain(
    "Dry run, nothing was sent. 2 files: 1 would be uploaded, 1 would be refused.",
  );
  expect(await shop.imageNames(product)).toEqual([]);
  const elsewhere = ["upload", "good.jpg", "--dry-run", "--product", "no-such-product"];
  const refused = await desk.picket(elsewhere);
  expect(refused.exitCode).toBe(2);
  expect(refused.stdout).toContain("This product does not exist or belongs to another shop.");
});

test("with --json there is a line for each file and one for the run, and nothing else", async () => {
  await desk.addPhotos("good.jpg");
  await desk.addFile("bad.jpg", "no picture at all");
  const { exitCode, stdout, stderr } = await upload("--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [summary, ...files] = lines.toReversed();
  expect(files).toHaveLength(2);
  expect(files).toContainEqual({
    file: "good.jpg",
    path: expect.stringMatching(/good\.jpg$/),
    status: "published",
    data: expect.objectContaining({ name: "good.jpg", width: 600, height: 400 }),
  });
  expect(files).toContainEqual({
    file: "bad.jpg",
    path: expect.stringMatching(/bad\.jpg$/),
    status: "rejected",
    refusal: expect.objectContaining({
      code: "FILE_TYPE_NOT_ALLOWED",
      message: expect.stringContaining("This is not a picture."),
    }),
  });
  expect(summary).toMatchObject({
    summary: { published: 1, rejected: 1, failed: 0 },
    gaveUp: null,
    exitCode: 1,
  });
});

test("what is published is not sent again, under another name neither; a changed file is", async () => {
  await desk.addPhotos("a.jpg", "b.jpg", "c.jpg");
  await upload();
  await rename(path.join(desk.folder, "a.jpg"), path.join(desk.folder, "renamed.jpg"));
  await desk.addPhotos("b.jpg");
  const { exitCode, stdout } = await upload();
  expect(exitCode).toBe(0);
  expect(stdout).toBe("published  b.jpg\n\n3 files: 1 published, 2 published before.\n");
  expect(await shop.imageNames(product)).toEqual(["a.jpg", "b.jpg", "b.jpg", "c.jpg"]);
});

test("the same picture twice is one image, and no fault", async () => {
  await desk.addPhotos("a.jpg");
  const copy = await sharp(path.join(desk.folder, "a.jpg")).toBuffer();
  await desk.addFile("b.jpg", copy);
  await desk.addFile("c.jpg", copy);
  const { exitCode, stdout } = await upload("--concurrency", "1");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("skipped    c.jpg  the same as b.jpg");
  expect(await shop.imageNames(product)).toEqual(["a.jpg", "b.jpg"]);
});

test("--again uploads what was uploaded before, and a dry run of it changes nothing", async () => {
  await desk.addPhotos("a.jpg");
  await upload();
  const dry = await upload("--again", "--dry-run");
  expect(dry.stdout).toContain("1 would be uploaded");
  expect((await upload()).stdout).toContain("1 published before");
  expect((await upload("--again")).stdout).toContain("published  a.jpg");
  expect(await shop.imageNames(product)).toEqual(["a.jpg", "a.jpg"]);
  expect((await upload()).stdout).toContain("1 published before");
});

test("another product is another matter", async () => {
  await desk.addPhotos("a.jpg");
  await upload();
  const other = await shop.addProduct();
  await desk.picket(["upload", ".", "--input", JSON.stringify({ productId: other })]);
  expect(await shop.imageNames(other)).toEqual(["a.jpg"]);
});

test("an unknown product ends the run at once, with a sentence and code 2", async () => {
  await desk.addPhotos("a.jpg", "b.jpg");
  const { exitCode, stdout } = await desk.picket(["upload", ".", "--product", "no-such-product"]);
  expect(exitCode).toBe(2);
  expect(stdout).toContain(
    "Stopped: This product does not exist or belongs to another shop. Check --product and the account.",
  );
});

test("a session that is over ends the run at once", async () => {
  await desk.addPhotos("a.jpg");
  const env = { PICKET_COOKIE: "better-auth.session_token=over" };
  const { exitCode, stdout } = await desk.picket(["upload", ".", "--product", product], env);
  expect(exitCode).toBe(2);
  expect(stdout).toContain("Stopped: You are not signed in any more.");
});

test("what cannot be begun is one sentence and code 2", async () => {
  await desk.addPhotos("a.jpg");
  await mkdir(path.join(desk.folder, "empty"));
  const args = ["upload", "a.jpg", "--product", product];
  const cookie = { PICKET_COOKIE: shop.cookie };
  const cases: [args: string[], env: Record<string, string>, sentence: string][] = [
    [["upload", "gone", "--product", product], cookie, 'There is no "gone".'],
    [["upload", "empty", "--product", product], cookie, 'There are no files in "empty".'],
    [args, {}, "Who are you? Set PICKET_EMAIL and PICKET_PASSWORD"],
    [args, { ...demo, PICKET_PASSWORD: "wrong password" }, "E-mail and password do not match."],
    [[...args, "--route", "uploads.avatar"], cookie, 'takes no uploads at "uploads.avatar".'],
    [args, { ...cookie, XDG_STATE_HOME: `${desk.folder}/a.jpg` }, "The journal of uploads cannot"],
    [["upload"], cookie, "Name a folder or files."],
  ];
  for (const [given, env, sentence] of cases) {
    const { exitCode, stdout, stderr } = await desk.picket(given, env);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  }
});

test("nobody there, somebody else, and somebody who points elsewhere are told apart", async () => {
  await desk.addPhotos("a.jpg");
  const cookie = { PICKET_COOKIE: shop.cookie };
  const gone = await serve(() => {});
  await gone.close();
  const other = await serve((_request, response) => response.end("<h1>hello</h1>"));
  const moved = await serve((_request, response) =>
    response.writeHead(308, { location: "https://shop.example/" }).end(),
  );
  const ask = (url: string, env: Record<string, string>) =>
    desk.picket(["upload", ".", "--product", product, "--url", url], env);
  expect((await ask(gone.url, demo)).stderr).toContain(`${gone.url} does not answer.`);
  expect((await ask(gone.url, cookie)).stderr).toContain(`${gone.url} does not answer as a Picket`);
  expect((await ask(other.url, demo)).stderr).toContain("did not sign you in (200).");
  expect((await ask(other.url, cookie)).stderr).toContain("does not answer as a Picket shop does.");
  expect((await ask(moved.url, demo)).stderr).toContain("points to https://shop.example; use that");
  expect(await ask(moved.url, cookie)).toMatchObject({ exitCode: 2 });
  await other.close();
  await moved.close();
});

test("--help and --version need nothing at all", async () => {
  const help = await desk.picket(["--help"], {});
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
  expect(help.stdout).toContain("Usage: picket upload");
  expect((await desk.picket(["--version"], {})).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

async function serve(
  answer: RequestListener,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
