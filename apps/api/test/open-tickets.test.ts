/** Tickets of which nothing comes: somebody who collects them is stopped, and somebody who works is not. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { describeFile, send } from "./plain-upload.ts";
import { post, signUp, startTestApp, type Client, type TestApp } from "./test-app.ts";

const file = describeFile(new Uint8Array(1000));

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ RATE_LIMIT_TICKETS: "100000" });
});

afterAll(() => app.close());

async function somebody() {
  const { client, cookie } = await signUp(app.url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  const request = { input: { productId }, file };
  const url = `${app.url}/trpc/uploads.productImage.getUploadTicket`;
  const askForTicket = () => post(url, request, { origin: app.url, cookie });
  return { client, productId, askForTicket };
}

test("somebody who uploads a hundred photos at once never meets the limit, and has none open then", async () => {
  const { client, productId, askForTicket } = await somebody();
  const claims = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const bytes = await jpeg(40 + (index % 5));
      return (await send(client, productId, { bytes })).claim;
    }),
  );
  for (const claim of claims) await settle(client, claim);
  const answers = await Promise.all(Array.from({ length: 301 }, askForTicket));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(300);
});

test("tickets that nobody uses are limited for one person, and for nobody else", async () => {
  const [flooder, other] = [await somebody(), await somebody()];
  const answers = await Promise.all(Array.from({ length: 1000 }, flooder.askForTicket));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(300);
  expect(statuses.filter((status) => status === 429)).toHaveLength(700);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers.get("retry-after")).toBe("10");
  expect((await other.askForTicket()).status).toBe(200);

  // By then none of them can be posted any more.
  app.advance(301_000);
  expect((await flooder.askForTicket()).status).toBe(200);
});

async function settle({ uploads }: Client, claim: string): Promise<void> {
  const { completeUpload } = uploads.productImage;
  const state = async () => (await completeUpload.mutate({ claim })).status;
  await expect.poll(state, { timeout: 10_000 }).toBe("published");
}
