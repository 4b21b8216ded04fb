/** Somebody's photos, published one after the other, alone and while somebody else sends what keeps decoders busy. */
import { listHostileImages } from "@picket/hostile-images";
import { jpeg } from "../test/pictures.ts";
import { percentileOf, type Figure } from "./figures.ts";
import type { Program } from "./start-program.ts";
import { meetStranger, type Stranger } from "./stranger.ts";

export type FloodReport = {
  /** from a photo's arrival until it is published, each */
  aloneMs: number[];
  floodedMs: number[];
  /** of the flood, while those photos were published; it must not have dried up */
  bombs: number;
  bombsEnded: number;
};

/** 50 million pixels in 48 kB: each keeps a decoder busy for a while. */
const bombName = "bomb-png-at-all-limits";

/** As many at once keep a row of those who wait; the others are told to ask again. */
const bombsAtOnce = 60;

/** of 12 megapixels, as a camera takes it */
const size = [4000, 3000] as const;

export async function runFlood(program: Program, photos: number): Promise<FloodReport> {
  const attacker = await meetStranger(program.url);
  const person = await meetStranger(program.url);
  const photo = await jpeg(...size);
  const bomb = await makeBomb();
  // The first one starts a decoder.
  await publish(person, photo);
  const aloneMs = await publishEach(person, photo, photos);

  const report: FloodReport = { aloneMs, floodedMs: [], bombs: 0, bombsEnded: 0 };
  const stopping = new AbortController();
  const keepSending = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const claim = await send(attacker, bomb, "image/png");
      report.bombs += 1;
      await attacker.complete(claim);
      report.bombsEnded += 1;
    }
  };
  const flood = Promise.all(Array.from({ length: bombsAtOnce }, keepSending));
  // What goes wrong is told by the end.
  flood.catch(() => {});
  while (report.bombsEnded === 0) await publish(person, photo);
  report.floodedMs = await publishEach(person, photo, photos);
  stopping.abort();
  await flood;
  return report;
}

const maxRatio = 3;

export function floodFigure({ aloneMs, floodedMs, bombs, bombsEnded }: FloodReport): Figure {
  const alone = percentileOf(aloneMs, 0.95);
  const flooded = percentileOf(floodedMs, 0.95);
  const ratio = flooded / alone;
  return {
    name: "photo in a flood",
    text: `p95 ${ratio.toFixed(1)} × of alone (${maxRatio} ×): ${Math.round(flooded)} ms and ${Math.round(alone)} ms, of ${aloneMs.length} each; ${bombs} bombs sent, ${bombsEnded} ended`,
    isBroken: !(ratio < maxRatio),
    about: "time",
  };
}

export async function makeBomb(): Promise<Uint8Array<ArrayBuffer>> {
  const bomb = listHostileImages({ seed: 1 }).find(({ name }) => name === bombName);
  if (!bomb) throw new Error(`There is no ${bombName}.`);
  return new Uint8Array(await bomb.makeBytes());
}

async function publishEach(
  person: Stranger,
  photo: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let published = 0; published < count; published += 1) {
    times.push(await publish(person, photo));
  }
  return times;
}

/** @returns how long it took from its arrival, in milliseconds */
export async function publish(person: Stranger, photo: Uint8Array<ArrayBuffer>): Promise<number> {
  const claim = await send(person, photo, "image/jpeg");
  const startedAt = performance.now();
  const { status } = await person.complete(claim);
  if (status !== "published") throw new Error("A good photo was refused.");
  return performance.now() - startedAt;
}

/** @returns the claim */
export async function send(
  sender: Stranger,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<string> {
  const sent = await sender.send(bytes, { type });
  if (sent.status !== "sent") throw new Error(`No ticket: ${sent.code}.`);
  return sent.claim;
}
