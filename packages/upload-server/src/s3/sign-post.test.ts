import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PostDescription } from "../object-store.ts";
import { createS3Client, type S3ClientOptions } from "./s3-client.ts";
import { createS3Store } from "./s3-store.ts";

const description: PostDescription = {
  key: "incoming/product-image/0123456789abcdef0123456789abcdef",
  type: "image/png",
  sizeBytes: 4321,
  sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  claim: "payload.signature",
  expiresInSeconds: 300,
};

const credentials = { accessKeyId: "AKEXAMPLE", secretAccessKey: "secret" };

type SignerOptions = Partial<S3ClientOptions> & { bucket?: string; publicEndpoint?: string };

function sign({ bucket = "photos", publicEndpoint, ...options }: SignerOptions = {}) {
  const client = createS3Client({ region: "eu-central-1", credentials, ...options });
  const store = createS3Store({ client, bucket, ...(publicEndpoint && { publicEndpoint }) });
  return store.signPost(description);
}

function policyOf(fields: Record<string, string>): { expiration: string; conditions: unknown[] } {
  return JSON.parse(Buffer.from(fields["Policy"] ?? "", "base64").toString());
}

describe("the policy of a POST", () => {
  test("holds these conditions and no others", async () => {
    const { fields } = await sign();
    const date = fields["X-Amz-Date"];
    expect(policyOf(fields).conditions).toHaveLength(11);
    expect(policyOf(fields).conditions).toEqual(
      expect.arrayContaining([
        { key: description.key },
        { bucket: "photos" },
        ["content-length-range", 4321, 4321],
        { "Content-Type": "image/png" },
        { success_action_status: "201" },
        { "x-amz-checksum-algorithm": "SHA256" },
        { "x-amz-checksum-sha256": description.sha256 },
        { "x-amz-meta-claim": "payload.signature" },
        { "X-Amz-Algorithm": "AWS4-HMAC-SHA256" },
        { "X-Amz-Credential": `AKEXAMPLE/${date?.slice(0, 8)}/eu-central-1/s3/aws4_request` },
        { "X-Amz-Date": date },
      ]),
    );
  });

  test("covers every field that is sent but itself and its signature", async () => {
    const { fields } = await sign();
    const { Policy: _policy, "X-Amz-Signature": _signature, ...covered } = fields;
    for (const [name, value] of Object.entries(covered)) {
      expect(policyOf(fields).conditions).toContainEqual({ [name]: value });
    }
  });

  test("pins the session token of temporary credentials too", async () => {
    const temporary = { ...credentials, sessionToken: "session" };
    const { fields } = await sign({ credentials: temporary });
    expect(fields["X-Amz-Security-Token"]).toBe("session");
    expect(policyOf(fields).conditions).toHaveLength(12);
    expect(policyOf(fields).conditions).toContainEqual({ "X-Amz-Security-Token": "session" });
  });

  test("expires when it was told to", async () => {
    const before = Date.now();
    const { expiration } = policyOf((await sign()).fields);
    const lifeMs = new Date(expiration).getTime() - before;
    expect(lifeMs).toBeGreaterThan(298_000);
    expect(lifeMs).toBeLessThanOrEqual(300_000 + (Date.now() - before));
  });

  test("cannot be signed without credentials", async () => {
    const noCredentials = async (): Promise<never> => {
      throw new Error("no role");
    };
    await expect(sign({ credentials: noCredentials })).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      cause: { message: "no role" },
    });
  });
});

describe("the URL that the form goes to", () => {
  const privateEndpoint = "http://storage.internal:9000";

  test.each([
    ["AWS itself", {}, "https://photos.s3.eu-central-1.amazonaws.com/"],
    [
      "the client's endpoint",
      { endpoint: privateEndpoint },
      "http://photos.storage.internal:9000/",
    ],
    [
      "the client's endpoint in path style",
      { endpoint: privateEndpoint, forcePathStyle: true },
      "http://storage.internal:9000/photos",
    ],
    [
      "the public endpoint",
      { endpoint: privateEndpoint, publicEndpoint: "https://s3.example.com" },
      "https://photos.s3.example.com/",
    ],
    [
      "the public endpoint in path style",
      { endpoint: privateEndpoint, forcePathStyle: true, publicEndpoint: "https://s3.example.com" },
      "https://s3.example.com/photos",
    ],
    [
      "a folder of the public endpoint",
      {
        endpoint: privateEndpoint,
        forcePathStyle: true,
        publicEndpoint: "https://example.com/s3/",
      },
      "https://example.com/s3/photos",
    ],
    [
      "the public endpoint in path style for a bucket that is no host name under TLS",
      { bucket: "my.photos", publicEndpoint: "https://s3.example.com" },
      "https://s3.example.com/my.photos",
    ],
  ])("is that of %s", async (_where, options, url) => {
    expect((await sign(options)).url).toBe(url);
  });
});

describe("the second and every further form", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 31, 12) });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ["AWS itself", {}],
    ["an endpoint", { endpoint: "http://storage.internal:9000", forcePathStyle: true }],
    ["temporary credentials", { credentials: { ...credentials, sessionToken: "session" } }],
  ])("is what the SDK makes with its whole client: %s", async (_what, options) => {
    const client = createS3Client({ region: "eu-central-1", credentials, ...options });
    const { signPost } = createS3Store({ client, bucket: "photos" });
    for (const key of ["incoming/a/1", "incoming/a/2", "incoming/b/3"]) {
      const { type, sizeBytes, sha256, claim, expiresInSeconds } = description;
      const whole = await createPresignedPost(client, {
        Bucket: "photos",
        Key: key,
        Expires: expiresInSeconds,
        Conditions: [["content-length-range", sizeBytes, sizeBytes]],
        Fields: {
          "Content-Type": type,
          success_action_status: "201",
          "x-amz-checksum-algorithm": "SHA256",
          "x-amz-checksum-sha256": sha256,
          "x-amz-meta-claim": claim,
        },
      });
      expect(await signPost({ ...description, key })).toEqual(whole);
    }
  });

  test("is signed with the credentials and the clock of its own moment", async () => {
    let accessKeyId = "AKFIRST";
    const rotating = async () => ({ accessKeyId, secretAccessKey: "s", expiration: new Date(0) });
    const client = createS3Client({ region: "eu-central-1", credentials: rotating });
    const { signPost } = createS3Store({ client, bucket: "photos" });
    await signPost(description);
    accessKeyId = "AKSECOND";
    vi.setSystemTime(Date.UTC(2026, 1, 1, 12));
    const { fields } = await signPost(description);
    expect(fields["X-Amz-Credential"]).toBe("AKSECOND/20260201/eu-central-1/s3/aws4_request");
    expect(policyOf(fields).expiration).toBe("2026-02-01T12:05:00Z");
  });

  test("is signed when the first could not be", async () => {
    let isDown = true;
    const failing = async () => {
      if (isDown) throw new Error("no role");
      return credentials;
    };
    const client = createS3Client({ region: "eu-central-1", credentials: failing });
    const { signPost } = createS3Store({ client, bucket: "photos" });
    await expect(signPost(description)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    isDown = false;
    expect((await signPost(description)).url).toBe("https://photos.s3.eu-central-1.amazonaws.com/");
  });
});
