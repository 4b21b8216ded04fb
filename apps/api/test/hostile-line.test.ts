/** The short form of `soak:hostile`: one hostile file of each kind, through the program as it is started. */
import { createHash } from "node:crypto";
import { listHostileImages, type Group, type HostileImage } from "@picket/hostile-images";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tracesIn } from "../soak/find-traces.ts";
import { hostileFigures } from "../soak/hostile-figures.ts";
import { lineOf } from "../soak/figures.ts";
import { listenForLinks, type LinkTrap } from "../soak/listen-for-links.ts";
import { makeBomb, publish, send } from "../soak/run-flood.ts";
import { runHostileLine } from "../soak/run-hostile-line.ts";
import { startProgram, type Program } from "../soak/start-program.ts";
import { meetStranger } from "../soak/stranger.ts";
import { jpeg } from "./pictures.ts";
import { describeFile, post, refusalOf } from "./plain-upload.ts";
import { signUp } from "./test-app.ts";

let program: Program;
let trap: LinkTrap;
let flood: Promise<unknown> | undefined;

beforeAll(async () => {
  program = await startProgram(null);
  trap = await listenForLinks();
});

afterAll(async () => {
  await program.close();
  await trap.close();
  await flood;
});

/** The first of each group, type and verdict, and all that might make somebody ask for a link; of the largest files that are accepted the one that is made in no time. */
function oneOfEachKind(): HostileImage[] {
  const kinds = new Map<string, HostileImage>();
  for (const image of listHostileImages({ seed: 1, linkTo: trap.url })) {
    if (image.group === "limit" && image.type !== "image/jpeg") continue;
    const isOfItsOwn = image.group === "wrong-type";
    const kind = `${image.group} ${image.type} ${isOfItsOwn ? image.name : image.verdicts.join()}`;
    if (!kinds.has(kind)) kinds.set(kind, image);
  }
  return [...kinds.values()];
}

const carrying: readonly string[] = ["metadata", "orientation", "polyglot"] satisfies Group[];

test("hostile files end as they must, and nothing that they carry is public", async () => {
  const images = oneOfEachKind();
  const report = await runHostileLine({ program, images, trap });
  const figures = hostileFigures(report);
  process.stdout.write(`${figures.map(lineOf).join("\n")}\n`);
  const { publicObjects, strays, traces, uploads, wrong } = report;
  expect(wrong).toEqual([]);
  expect(uploads).toBe(images.length);
  expect(publicObjects).toBeGreaterThan(0);
  expect(traces).toEqual([]);
  expect(strays).toEqual([]);
  const broken = figures.filter(({ about, isBroken }) => isBroken && about !== "time");
  expect(broken.map(lineOf)).toEqual([]);

  // Whoever had followed a link would have been seen.
  await expect(fetch(trap.url)).rejects.toThrow(TypeError);
  expect(trap.followed).toHaveLength(1);
});

test("what is searched for in public is what hostile files carry", async () => {
  const carriers = listHostileImages({ seed: 1 }).filter(
    // Of a date in a PNG's own chunk no reader of ours tells, and what is public is no PNG.
    ({ group, name }) => carrying.includes(group) && name !== "metadata-png-time",
  );
  const found = await Promise.all(
    carriers.map(async ({ makeBytes }) => tracesIn(await makeBytes())),
  );
  const overlooked = carriers.filter((_, index) => found[index]?.length === 0);
  expect(overlooked.map(({ name }) => name)).toEqual([]);
});

test("a file is not taken for another one of the same MD5", async () => {
  const [first, second] = sameMd5();
  expect(md5(second)).toBe(md5(first));
  const { client } = await signUp(program.url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  const { completeUpload, getUploadTicket } = client.uploads.productImage;
  const request = { input: { productId }, file: describeFile(first) };

  const ticket = await getUploadTicket.mutate(request);
  expect(await post(ticket, first)).toMatchObject({ status: 201 });
  // By the live ticket the store does not take it.
  expect(await post(ticket, second)).toMatchObject({ status: 400 });
  // As in a store that checks less: the ETag is the same, and so is the size.
  const key = ticket.fields["key"] ?? "";
  await program.bucket.remove([key]);
  const put = { type: "image/jpeg", cacheControl: "no-store", disposition: "inline" };
  await program.bucket.put(key, { bytes: second, ...put });
  const { claim } = ticket;
  expect(await refusalOf(completeUpload.mutate({ claim }))).toMatchObject({
    code: "OBJECT_MISMATCH",
  });

  // Not for what it is: the first one, left where it was, is looked at.
  const other = await getUploadTicket.mutate(request);
  await post(other, first);
  expect(await refusalOf(completeUpload.mutate({ claim: other.claim }))).toMatchObject({
    code: "FILE_TYPE_NOT_ALLOWED",
  });
});

const bombs = 200;

/** As many of one person wait for their turn; the others are told to ask again. */
const mayWait = 24;

// Last, because it is not over when the photo is.
const timeout = 300_000;

test("a photo overtakes another person's flood", { timeout }, async () => {
  const attacker = await meetStranger(program.url);
  const person = await meetStranger(program.url);
  const bytes = await makeBomb();
  const claims = await Promise.all(
    Array.from({ length: bombs }, () => send(attacker, bytes, "image/png")),
  );
  const photo = await jpeg(1600, 1200);
  // The first one starts a decoder.
  await publish(person, photo);
  const aloneMs = await publish(person, photo);

  let ended = 0;
  flood = Promise.allSettled(
    claims.map(async (claim) => {
      await attacker.complete(claim);
      ended += 1;
    }),
  );
  await expect.poll(countWaiting, { timeout: 60_000 }).toBe(mayWait);
  const endedBefore = ended;
  const floodedMs = await publish(person, photo);
  const overtakers = ended - endedBefore;
  process.stdout.write(
    `a photo alone ${Math.round(aloneMs)} ms, in a flood of ${bombs} bombs ${Math.round(floodedMs)} ms; ${overtakers} of them ended meanwhile\n`,
  );
  // Those that were inside when it came, and some beside it. By arrival it would be all that wait.
  expect(overtakers).toBeLessThan(mayWait / 2);
  expect(ended).toBeLessThan(bombs / 2);
});

/** @see Marc Stevens, "Single-block collision attack on MD5" (2012) */
function sameMd5(): [first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>] {
  const block =
    "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518" +
    "afbfa200a8284bf36e8e4b55b35f427593d849676da0d1555d8360fb5f07fea2";
  const first = new Uint8Array(Buffer.from(block, "hex"));
  return [first, first.with(35, 0x02).with(55, 0xd5)];
}

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

async function countWaiting(): Promise<number> {
  const metrics = await (await fetch(`${program.url}/metrics`)).text();
  return Number(/^picket_uploads_waiting (\d+)$/m.exec(metrics)?.[1]);
}
