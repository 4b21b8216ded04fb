import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createFrameReader, writeFrame } from "../../src/sharp/frames.js";

function framesOf(...messages: unknown[]): Buffer {
  const pipe = new PassThrough();
  for (const message of messages) writeFrame(pipe, message);
  return pipe.read();
}

const answer = { status: "rendered", bytes: new Uint8Array([1, 2, 3]) };

describe("messages over a pipe", () => {
  it("come out as they went in, however the pipe cuts them", () => {
    const bytes = framesOf("ready", answer, answer);
    for (const pieceBytes of [1, 3, 7, 50, bytes.length]) {
      const read = createFrameReader(1000);
      const messages: unknown[] = [];
      for (let at = 0; at < bytes.length; at += pieceBytes)
        messages.push(...read(bytes.subarray(at, at + pieceBytes)));
      expect(messages).toEqual(["ready", answer, answer]);
    }
  });

  it("are refused by their length, before they are there", () => {
    const read = createFrameReader(1000);
    expect(() => read(Buffer.from([0, 0, 3, 233]))).toThrow(RangeError);
    expect(createFrameReader(1000)(Buffer.from([0, 0, 3, 232]))).toEqual([]);
  });

  it("that are none are refused", () => {
    expect(() => createFrameReader(1000)(Buffer.from([0, 0, 0, 2, 1, 2]))).toThrow(Error);
    expect(() => createFrameReader(1000)(Buffer.from([0, 0, 0, 0]))).toThrow(Error);
  });
});
