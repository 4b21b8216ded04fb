// @ts-check
/**
 * Decodes what nobody trusts, one image at a time, in a process that may be killed at any moment.
 * Plain JavaScript like all it imports, so that Node runs these very files from the sources and from `dist`.
 */
import { memoryUsage } from "node:process";
import sharp from "sharp";
import { decode } from "./decode.js";
import { encode } from "./encode.js";
import { createFrameReader, writeFrame } from "./frames.js";
import { summarize } from "./summarize.js";

/**
 * @typedef {import("./decode-answer.ts").DecodeAnswer} DecodeAnswer
 * @typedef {import("./decode-answer.ts").DecodeJob} DecodeJob
 */

// Process-wide, and the reason why none of this is imported by the server itself.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadHeifBuffer",
  ],
});
sharp.cache(false);
sharp.concurrency(1);

// process.exit() would wait for libvips to finish the image at hand.
const die = () => process.kill(process.pid, "SIGKILL");
// The server let go of it, or is gone itself.
process.stdin.on("close", die);

// Ctrl-C reaches every process of the terminal. The server finishes what runs, so this one waits for it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

const memoryLimitBytes = Number(process.argv[2]);

// What the server sends is as long as it likes.
const readJobs = createFrameReader(Number.POSITIVE_INFINITY);
process.stdin.on("data", (chunk) => {
  // A rejection ends the process, which is what the server waits for as well.
  for (const job of readJobs(chunk)) void work(/** @type {DecodeJob} */ (job));
});

// Whatever ends this process from here on may be the file's fault; what ended it before cannot be.
writeFrame(process.stdout, "ready");

/** @param {DecodeJob} job */
async function work(job) {
  // Where the system limits no address space, this is the only brake on memory.
  const watch = setInterval(() => memoryUsage.rss() > memoryLimitBytes && die(), 50);
  const result = await answer(job);
  clearInterval(watch);
  writeFrame(process.stdout, result);
}

/** @param {DecodeJob} job @returns {Promise<DecodeAnswer>} */
async function answer({ bytes, spec }) {
  /** @type {"unreadable" | "failed"} what an error means, by where it happens */
  let status = "unreadable";
  try {
    const { pixels, width, height } = await decode(bytes, spec);
    status = "failed";
    const variants = await encode(pixels, spec);
    const image = { width, height, ...(await summarize(pixels)), variants };
    return { status: "rendered", image, rssBytes: memoryUsage.rss() };
  } catch (error) {
    return { status, reason: String(error), rssBytes: memoryUsage.rss() };
  }
}
