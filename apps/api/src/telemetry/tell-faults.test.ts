import { uploadError } from "@picket/upload-core";
import { TookTooLongError } from "@picket/upload-server";
import { afterEach, expect, test, vi } from "vitest";
import { createMetrics } from "./metrics.ts";
import { tellFaults } from "./tell-faults.ts";

afterEach(() => vi.restoreAllMocks());

test("a decoder that died is counted by how, and logged with its last words and without anything that could end a line", async () => {
  let log = "";
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    log += chunk.toString();
    return true;
  });
  const metrics = createMetrics();
  const tell = tellFaults(metrics);
  const killed = new Error('ended with SIGKILL: <b>"out of memory"\nnext');
  tell(uploadError("PROCESSING_FAILED", { cause: killed }), { step: "decode", imageId: "a1" });
  const late = new TookTooLongError("no answer within 20000 ms");
  tell(uploadError("PROCESSING_FAILED", { cause: late }), { step: "decode", imageId: "a2" });
  tell(new Error("/secret/key"), { step: "remove", imageId: "a3" });

  const text = await metrics.read();
  expect(text).toContain('picket_upload_faults_total{step="decode",kind="error"} 1');
  expect(text).toContain('picket_upload_faults_total{step="decode",kind="time"} 1');
  expect(text).toContain('picket_upload_faults_total{step="remove",kind="error"} 1');
  const lines = log.trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({
      event: "upload decode",
      imageId: "a1",
      reason: "ended with SIGKILL? ?b??out of memory??next",
    }),
    expect.objectContaining({ event: "upload decode", imageId: "a2" }),
    expect.objectContaining({ event: "upload remove", imageId: "a3" }),
  ]);
  expect(log).not.toContain("secret");
});
