/** The straight line on a real Postgres: nothing that the embedded database forgives, and no account that nobody opened. */
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOwnPostgres, postgresUrls } from "./own-postgres.ts";
import { jpeg, phonePhoto } from "./pictures.ts";
import { publish, send } from "./plain-upload.ts";
import {
  clientFor,
  demo,
  post,
  signUp,
  startTestApp,
  type Client,
  type TestApp,
} from "./test-app.ts";

describe.each(postgresUrls)("with a Postgres of one's own", (postgresUrl) => {
  let own: Awaited<ReturnType<typeof createOwnPostgres>>;
  let app: TestApp;
  let cookie: string;
  let client: Client;

  beforeAll(async () => {
    own = await createOwnPostgres(postgresUrl);
    app = await startTestApp({ DATABASE_URL: own.url });
    ({ cookie, client } = await signUp(app.url));
  });

  afterAll(async () => {
    await app.close();
    await own.drop();
  });

  test("there is no demo account", async () => {
    expect(await client.app.info.query()).toEqual({ demo: null });
    const tried = await post(`${app.url}/api/auth/sign-in/email`, demo, { origin: app.url });
    expect(tried.status).toBe(401);
  });

  test("products, photos, sessions and uploads under way are there after a restart", async () => {
    const { id: productId } = await client.products.create.mutate({ title: "Türkranz, groß" });
    const { image: first } = await publish(client, productId, await phonePhoto());
    const { image: second } = await publish(client, productId, await jpeg(50));
    const { claim } = await send(client, productId, { bytes: await jpeg(60) });
    const { version } = await client.products.get.query({ productId });
    const imageIds = [second.id, first.id];
    const reordered = await client.images.reorder.mutate({ productId, version, imageIds });
    expect(reordered.status).toBe("changed");

    await app.restart();
    client = clientFor(app.url, cookie);

    const { products } = await client.products.list.query({ search: "turkranz" });
    expect(products).toMatchObject([{ id: productId, imageCount: 2, cover: { id: second.id } }]);
    const late = await client.uploads.productImage.completeUpload.mutate({ claim });
    expect(late).toMatchObject({ status: "published", data: { width: 60 } });
    const { images } = await client.products.get.query({ productId });
    expect(images.map(({ width }) => width)).toEqual([50, 48, 60]);
    for (const { url } of images.flatMap(({ variants }) => variants)) {
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect((await sharp(bytes).metadata()).exif).toBeUndefined();
      expect(bytes.includes("SecretCam")).toBe(false);
    }
    expect(await app.keys("incoming/")).toEqual([]);
  });

  test("an upload whose browser is gone is finished by the next start", async () => {
    const { id: productId } = await client.products.create.mutate({ title: "Mug" });
    await send(client, productId, { bytes: await jpeg() });
    app.advance(11 * 60 * 1000);
    await app.restart();
    client = clientFor(app.url, cookie);
    const count = async (): Promise<number> =>
      (await client.products.get.query({ productId })).images.length;
    await expect.poll(count, { timeout: 20_000 }).toBe(1);
  });
});
