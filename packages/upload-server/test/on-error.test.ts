/** Errors that end nothing: whoever runs the server is told, and nobody else. */
import { uploadError } from "@picket/upload-core";
import {
  handleObjectCreated,
  recoverUploads,
  removeDeadImages,
  sweepUploads,
  type FailedStep,
} from "@picket/upload-server";
import { describe, expect, test } from "vitest";
import { readClaim } from "../src/claim.ts";
import { imageIdOf } from "../src/keys.ts";
import { createFault, processorWith } from "./faults.ts";
import { createShop, jpeg, secret, type ShopOptions } from "./shop.ts";

/** A shop with one photo in its bucket, a store that fails to do one thing once told, and what was reported. */
async function createTroubledShop(step: "readClaim" | "remove", options: ShopOptions = {}) {
  const told: [unknown, FailedStep][] = [];
  const failure = uploadError("STORAGE_UNAVAILABLE");
  const state = { isBroken: false };
  const shop = createShop({
    onError: (...report) => void told.push(report),
    wrapStore: (store) => ({
      ...store,
      [step]: async (what: never) => {
        if (state.isBroken) throw failure;
        return store[step](what);
      },
    }),
    ...options,
  });
  const claim = await shop.upload(jpeg);
  const imageId = imageIdOf(readClaim(claim, secret).ticketId);
  return { shop, claim, imageId, told, failure, state };
}

describe("is told with its image", () => {
  test("what could not be removed after the end", async () => {
    const { shop, claim, imageId, told, failure, state } = await createTroubledShop("remove");
    state.isBroken = true;
    expect((await shop.complete(claim)).status).toBe("published");
    expect(told).toEqual([[failure, { step: "remove", imageId }]]);
  });

  test("a dead image whose objects the store keeps", async () => {
    const { shop, claim, imageId, told, failure, state } = await createTroubledShop("remove");
    await shop.complete(claim);
    await shop.ledger.transaction((tx) => shop.ledger.markDeleting([imageId], tx));
    state.isBroken = true;
    expect(await removeDeadImages(shop.backend)).toEqual({ cleared: 0, failed: 1 });
    expect(told).toEqual([[failure, { step: "remove", imageId }]]);
  });

  test("an object that could not be swept", async () => {
    const { shop, imageId, told, failure, state } = await createTroubledShop("readClaim");
    shop.advance(3_600_000);
    state.isBroken = true;
    await sweepUploads(shop.backend, [shop.route], { graceMs: 0 });
    expect(told).toEqual([[failure, { step: "sweep", imageId }]]);
  });

  test("an upload that could not be recovered", async () => {
    const { shop, claim, imageId, told, failure, state } = await createTroubledShop("readClaim");
    await shop.ledger.lease(readClaim(claim, secret), 0);
    state.isBroken = true;
    await recoverUploads(shop.backend, [shop.route]);
    expect(told).toEqual([[failure, { step: "sweep", imageId }]]);
  });

  test("an object of an event that could not be completed", async () => {
    const { shop, imageId, told, failure, state } = await createTroubledShop("readClaim");
    state.isBroken = true;
    const [key = ""] = shop.incomingKeys();
    const s3 = { object: { key } };
    const message = { Records: [{ eventName: "ObjectCreated:Post", s3 }] };
    const { status } = await handleObjectCreated(shop.backend, [shop.route], message);
    expect(status).toBe("retry");
    expect(told).toEqual([[failure, { step: "event", imageId }]]);
  });

  test("a file that takes the decoder down, each time, but not one that is refused", async () => {
    const fault = createFault("PROCESSING_FAILED", "PROCESSING_FAILED", "IMAGE_UNREADABLE");
    const processor = processorWith(fault.strike);
    const { shop, claim, imageId, told } = await createTroubledShop("remove", { processor });
    await shop.complete(claim);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    const crashed = [
      expect.objectContaining({ code: "PROCESSING_FAILED" }),
      { step: "decode", imageId },
    ];
    expect(told).toEqual([crashed, crashed]);
    const refused = shop.complete(await shop.upload(jpeg));
    await expect(refused).rejects.toMatchObject({ code: "IMAGE_UNREADABLE" });
    expect(told).toHaveLength(2);
  });
});
