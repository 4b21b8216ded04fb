// @ts-check
/** Messages over a pipe, between the server and its decode process: four bytes of length, and the value as v8 writes it. */
import { deserialize, serialize } from "node:v8";

const headBytes = 4;

/** @param {import("node:stream").Writable} pipe @param {unknown} message */
export function writeFrame(pipe, message) {
  const body = serialize(message);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(body.length);
  pipe.write(head);
  pipe.write(body);
}

/**
 * @param {number} maxBytes of one message; of what is longer nothing is kept
 * @returns {(chunk: Buffer) => unknown[]} to be given all that comes; gives the messages that are complete by now, and throws at what is none
 */
export function createFrameReader(maxBytes) {
  /** @type {Buffer[]} */
  let kept = [];
  let keptBytes = 0;
  let isHead = true;
  let neededBytes = headBytes;

  return (chunk) => {
    /** @type {unknown[]} */
    const messages = [];
    kept.push(chunk);
    keptBytes += chunk.length;
    while (keptBytes >= neededBytes) {
      const all = Buffer.concat(kept);
      const part = all.subarray(0, neededBytes);
      kept = [all.subarray(neededBytes)];
      keptBytes -= neededBytes;
      neededBytes = isHead ? part.readUInt32BE() : headBytes;
      if (isHead && neededBytes > maxBytes) {
        throw new RangeError(`a message of ${neededBytes} bytes, not of ${maxBytes} at most`);
      }
      if (!isHead) messages.push(deserialize(part));
      isHead = !isHead;
    }
    return messages;
  };
}
