/** Sends hostile files through the whole program as strangers do, and looks at what becomes of them and of it. */
import type { HostileImage } from "@picket/hostile-images";
import { imagesPrefix } from "@picket/upload-server";
import { findTraces } from "./find-traces.ts";
import type { LinkTrap } from "./listen-for-links.ts";
import type { Program } from "./start-program.ts";
import { meetStranger, type Ending, type Stranger } from "./stranger.ts";
import { watchProgram, type Watched } from "./watch-program.ts";

export type HostileReport = Watched & {
  /** database and storage are in the program's process */
  isEmbedded: boolean;
  uploads: number;
  /** endings, by what they were */
  endings: Record<string, number>;
  /** rows that ended as they must not */
  wrong: string[];
  /** objects that anybody can read */
  publicObjects: number;
  /** what was found in them that should not be there */
  traces: string[];
  /** keys that belong to nothing that was published */
  strays: string[];
  /** who came to where some of the files link to */
  followedLinks: string[];
  /** from the ticket to the ending */
  slowest: { name: string; settledMs: number };
};

const strangers = 4;
const uploadsPerStranger = 3;

export type HostileLine = {
  /** of which nothing else is asked meanwhile; it holds nothing yet */
  program: Program;
  images: readonly HostileImage[];
  /** where they link to */
  trap: LinkTrap;
};

export async function runHostileLine({
  program,
  images,
  trap,
}: HostileLine): Promise<HostileReport> {
  // Before anything is measured: to make them takes longer than to refuse them.
  const files: { image: HostileImage; bytes: Uint8Array<ArrayBuffer> }[] = [];
  for (const image of images) {
    files.push({ image, bytes: new Uint8Array(await image.makeBytes()) });
  }
  const people = await Promise.all(
    Array.from({ length: strangers }, () => meetStranger(program.url)),
  );
  const unwatch = watchProgram(program);
  const settled: Settled[] = [];
  const sendSome = async (stranger: Stranger): Promise<void> => {
    for (let next = files.shift(); next; next = files.shift()) {
      settled.push(await settle(stranger, next.image, next.bytes));
    }
  };
  const lanes = people.flatMap((stranger) => Array<Stranger>(uploadsPerStranger).fill(stranger));
  await Promise.all(lanes.map(sendSome));
  const watched = await unwatch();

  const published = settled.flatMap(({ ending }) =>
    ending.status === "published" ? [ending.image] : [],
  );
  const urls = published.flatMap(({ variants }) => variants.map(({ url }) => url));
  const known = new Set(urls.map((url) => url.slice(url.indexOf(imagesPrefix))));
  const keys: string[] = [];
  for await (const { key } of program.bucket.list("")) keys.push(key);
  return {
    ...watched,
    isEmbedded: program.isEmbedded,
    uploads: images.length,
    endings: countEach(settled.map(nameOf)),
    wrong: settled.flatMap(problemOf),
    publicObjects: urls.length,
    traces: await findTraces(urls),
    strays: keys.filter((key) => !known.has(key)),
    followedLinks: trap.followed,
    slowest: slowestOf(settled),
  };
}

type Settled = { image: HostileImage; ending: Ending; settledMs: number };

async function settle(
  stranger: Stranger,
  image: HostileImage,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Settled> {
  const startedAt = performance.now();
  const { name, type } = image;
  // What no browser of ours would have let through.
  const sent = await stranger.send(bytes, { name, type, width: 300, height: 200 });
  const ending = sent.status === "sent" ? await stranger.complete(sent.claim) : sent;
  return { image, ending, settledMs: performance.now() - startedAt };
}

function nameOf({ ending }: Settled): string {
  return ending.status === "published" ? ending.status : ending.code;
}

function problemOf(one: Settled): string[] {
  const { name, verdicts } = one.image;
  const ending = nameOf(one);
  const isRight = verdicts.some((verdict) => verdict === ending);
  return isRight ? [] : [`${name}: ${ending}, not ${verdicts.join(" or ")}`];
}

function slowestOf(settled: readonly Settled[]): HostileReport["slowest"] {
  const bySpeed = settled.toSorted((a, b) => b.settledMs - a.settledMs);
  const [first] = bySpeed;
  return { name: first?.image.name ?? "none", settledMs: first?.settledMs ?? 0 };
}

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
