import type { UploadTicket } from "@picket/upload-core";
import type { StorageForm } from "@picket/upload-core/client";
import { expect, test } from "vitest";
import type { CliApi } from "./create-api.ts";
import type { FoundFile } from "./find-files.ts";
import type { Journal, KeptTicket } from "./journal.ts";
import { rememberTickets } from "./remember-tickets.ts";

const file: FoundFile = {
  path: "/photos/mug.jpg",
  label: "mug.jpg",
  sizeBytes: 7,
  modifiedAtMs: 1,
  isNamed: false,
};
const described = { name: "mug.jpg", type: "image/jpeg", sizeBytes: 7, width: 1, height: 1 };
const request = { input: {}, file: { ...described, sha256: "s" }, pickedAtMs: 2000 };
const fresh: UploadTicket = {
  method: "POST",
  url: "https://s3.test",
  fields: { key: "2" },
  claim: "fresh",
  expiresInMs: 300_000,
};

/** A journal with at most one ticket, and a server that answers as told about its upload. */
function setUp(kept: { lifeLeftMs: number } | null, complete: () => Promise<unknown>) {
  const calls: string[] = [];
  const picks: unknown[] = [];
  const lines: unknown[] = [];
  const ticket: KeptTicket | undefined = kept
    ? {
        type: "ticket",
        sha256: "s",
        file: { path: file.path, sizeBytes: 7, modifiedAtMs: 1 },
        ticket: { method: "POST", url: "https://s3.test", fields: { key: "1" }, claim: "earlier" },
        expiresAt: new Date(Date.now() + kept.lifeLeftMs).toISOString(),
        pickedAtMs: 1000,
      }
    : undefined;
  const journal: Journal = {
    isFilePublished: () => false,
    isContentPublished: () => false,
    isUnderWay: () => ticket !== undefined,
    ticketOf: (sha256) => (sha256 === "s" ? ticket : undefined),
    write: (line) => void lines.push(line),
  };
  const api = {
    getUploadTicket: {
      mutate: async ({ pickedAtMs }: { pickedAtMs: number }) => {
        calls.push("ticket");
        picks.push(pickedAtMs);
        return fresh;
      },
    },
    completeUpload: {
      mutate: async ({ claim }: { claim: string }) => {
        calls.push(`complete ${claim}`);
        return complete();
      },
    },
    // What is not asked here is left out.
  } as unknown as CliApi;
  const transport = async (form: StorageForm) => {
    calls.push(`send ${form.fields["key"]}`);
    return { status: 201, body: "" };
  };
  const line = rememberTickets({ api, transport }, { journal, fileOf: () => file });
  const getTicket = () => line.api.getUploadTicket.mutate(request);
  const send = ({ url, fields }: UploadTicket) => {
    // Only what both transports look at.
    const form = { url, fields, file: new Blob(["picture"]), onProgress: () => {} } as unknown;
    return line.transport(form as StorageForm);
  };
  return { calls, picks, lines, getTicket, send };
}

const refused = (code: string) => async (): Promise<never> => {
  // As tRPC's client throws what came over the wire.
  throw Object.assign(new Error(code), {
    data: { httpStatus: 400, upload: { code, details: {} } },
  });
};

test("a new ticket is noted before it is used", async () => {
  const { calls, lines, getTicket, send } = setUp(null, refused("OBJECT_MISSING"));
  const ticket = await getTicket();
  expect(lines).toEqual([
    expect.objectContaining({
      type: "ticket",
      sha256: "s",
      ticket: { method: "POST", url: "https://s3.test", fields: { key: "2" }, claim: "fresh" },
      expiresAt: expect.stringMatching(/^20.*Z$/),
      pickedAtMs: 2000,
    }),
  ]);
  await send(ticket);
  expect(calls).toEqual(["ticket", "send 2"]);
});

test.for(["published", "processing"])(
  "what arrived before (%s) is not sent again, and keeps its claim",
  async (status) => {
    const { calls, getTicket, send } = setUp({ lifeLeftMs: -1000 }, async () => ({ status }));
    const ticket = await getTicket();
    expect(ticket.claim).toBe("earlier");
    expect(await send(ticket)).toEqual({ status: 201, body: "" });
    expect(calls).toEqual(["complete earlier"]);
  },
);

test("what has not arrived is sent with the same ticket while that lives", async () => {
  const { calls, getTicket, send } = setUp({ lifeLeftMs: 60_000 }, refused("OBJECT_MISSING"));
  const ticket = await getTicket();
  expect(ticket.expiresInMs).toBeGreaterThan(0);
  expect(ticket.expiresInMs).toBeLessThanOrEqual(60_000);
  await send(ticket);
  expect(calls).toEqual(["complete earlier", "send 1"]);
});

test.for([
  ["its life is over", -1000, "OBJECT_MISSING"],
  ["it is of another account", 60_000, "CLAIM_INVALID"],
] as const)("when %s, there is a new ticket", async ([, lifeLeftMs, code]) => {
  const { calls, picks, getTicket } = setUp({ lifeLeftMs }, refused(code));
  expect(await getTicket()).toBe(fresh);
  expect(calls).toEqual(["complete earlier", "ticket"]);
  // The file's place is that of the earlier run, which may have published what comes after it.
  expect(picks).toEqual([1000]);
});

test.for(["QUOTA_EXCEEDED", "FORBIDDEN", "INPUT_INVALID"])(
  "an upload that the server has ended by %s is noted as ended, and begun anew",
  async (code) => {
    const { calls, lines, getTicket } = setUp({ lifeLeftMs: 60_000 }, refused(code));
    expect(await getTicket()).toBe(fresh);
    expect(calls).toEqual(["complete earlier", "ticket"]);
    expect(lines[0]).toEqual({ type: "ended", sha256: "s" });
  },
);

test("what the app's own procedure refuses is not ended: it may have arrived, and is asked about again", async () => {
  const { calls, lines, getTicket } = setUp({ lifeLeftMs: 60_000 }, async () => {
    throw Object.assign(new Error("no"), { data: { httpStatus: 403, upload: null } });
  });
  await expect(getTicket()).rejects.toThrow("no");
  await expect(getTicket()).rejects.toThrow("no");
  expect([calls, lines]).toEqual([["complete earlier", "complete earlier"], []]);
});

test("a picture that the server has refused is not sent once more", async () => {
  const { calls, getTicket } = setUp({ lifeLeftMs: 60_000 }, refused("IMAGE_UNREADABLE"));
  await expect(getTicket()).rejects.toThrow("IMAGE_UNREADABLE");
  expect(calls).toEqual(["complete earlier"]);
});

test("an earlier ticket that did not serve is not offered twice", async () => {
  const { calls, getTicket } = setUp({ lifeLeftMs: 60_000 }, refused("OBJECT_MISSING"));
  await getTicket();
  expect(await getTicket()).toBe(fresh);
  expect(calls).toEqual(["complete earlier", "ticket"]);
});

test("while the server cannot be asked, nothing is decided", async () => {
  let isReachable = false;
  const { calls, getTicket } = setUp({ lifeLeftMs: -1000 }, async () => {
    if (!isReachable) throw new Error("fetch failed");
    return { status: "published" };
  });
  await expect(getTicket()).rejects.toThrow("fetch failed");
  isReachable = true;
  expect((await getTicket()).claim).toBe("earlier");
  expect(calls).toEqual(["complete earlier", "complete earlier"]);
});
