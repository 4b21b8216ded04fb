/** An uploader between a scripted server and a fake clock, and what its tests ask of it. */
import { createUploader } from "../../src/client/create-uploader.ts";
// Loaded already when the first file asks for it: no test waits for the disk.
import "../../src/client/upload-runner.ts";
import type { UploaderOptions } from "../../src/client/uploader.ts";
import { createFakeConnection } from "../../src/testing/fake-connection.ts";
import { createFakeClock } from "./fake-clock.ts";
import {
  createScriptedServer,
  file,
  prepare,
  stored,
  type Image,
  type Input,
  type Script,
} from "./scripted-server.ts";

export function createTestUploader(
  script: Partial<Script> = {},
  options: Partial<UploaderOptions<Input, Image>> = {},
) {
  const clock = createFakeClock();
  const connection = createFakeConnection();
  const server = createScriptedServer(script);
  const { api, transport, requests } = server;
  const uploader = createUploader<Input, Image>({
    api,
    transport,
    clock,
    connection,
    prepare,
    random: () => 1,
    input: { productId: "p1" },
    ...options,
  });
  const items = () => uploader.getSnapshot().items;
  return {
    ...server,
    clock,
    connection,
    uploader,
    items,
    statuses: () => items().map(({ status }) => status),
    /** codes of what was refused, in the list's order */
    codes: () => items().flatMap((item) => ("refusal" in item ? [item.refusal.code] : [])),
    count: (request: string) => requests.filter((r) => r.startsWith(request)).length,
    whenSettled: () => clock.runUntil(() => uploader.getSnapshot().isSettled),
  };
}

export function files(...names: string[]): File[] {
  return names.map((name) => file(name));
}

/** A transfer that waits until the test releases it; the first one is 0. */
export function holdingTransfer() {
  const release: Array<() => void> = [];
  const transfer: Script["transfer"] = () =>
    new Promise((resolve) => {
      release.push(() => resolve(stored()));
    });
  return { release, transfer };
}
