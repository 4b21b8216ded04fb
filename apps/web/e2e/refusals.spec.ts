/** Each file that is not accepted gets one sentence beside it, and the others go on. */
import { gif, heic, jpegFromPhone, png, pngThatClaims, truncatedJpeg } from "./support/pictures.ts";
import {
  createProduct,
  expect,
  openNewProduct,
  picker,
  publishedPhotos,
  row,
  signInWithDemo,
  test,
} from "./support/test.ts";

test("refuses what is no acceptable photo, each with its reason, and publishes the rest", async ({
  page,
  allowProblems,
}) => {
  // the server's answer to the damaged photo
  allowProblems(/status of 422/);
  await openNewProduct(page, "Tea towel");
  const sentences: Record<string, string> = {
    "notes.jpg": "This is not a picture. Please choose a JPEG, a PNG, a WebP or an AVIF.",
    "nothing.jpg": "This file is empty. Choose the photo again.",
    "half.jpg": "This image is damaged. Open it in a photo app, save it again, and add that.",
    "IMG_0042.HEIC": "This is an iPhone photo in HEIC format. On the iPhone choose Settings",
    "heavy.png": "This file has 15.1 MB; the limit is 15 MB. Save a smaller copy and try that.",
    "wink.gif": "This is a GIF. Please choose a JPEG, a PNG, a WebP or an AVIF.",
    "wall.png": "This image has 9,000 × 9,000 pixels; the limit is 50 megapixels. Make it smaller",
  };
  await picker(page).setInputFiles([
    { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("Mug: 12 in stock\n") },
    { name: "nothing.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) },
    await truncatedJpeg("half.jpg"),
    heic("IMG_0042.HEIC"),
    { name: "heavy.png", mimeType: "image/png", buffer: Buffer.alloc(15 * 1024 * 1024 + 1) },
    await gif("wink.gif", { width: 80, height: 60 }),
    await pngThatClaims("wall.png", { width: 9000, height: 9000 }),
    await png("good.png", { width: 400, height: 300 }),
    await jpegFromPhone("better.jpg", { width: 300, height: 400 }),
  ]);
  for (const [name, sentence] of Object.entries(sentences)) {
    await expect(row(page, name)).toContainText(sentence);
    await expect(row(page, name).getByRole("button", { name: `Remove: ${name}` })).toBeVisible();
  }
  for (const name of ["good.png", "better.jpg"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
  await expect(publishedPhotos(page)).toHaveCount(2);
  await expect(page.getByText("2 published, 7 refused", { exact: true })).toBeVisible();
  await expect(
    page.getByRole("status").filter({ hasText: "All done: 2 published, 7 not published." }),
  ).toBeAttached();
});

test("takes as many photos at a time as the policy allows, and says so beside the next", async ({
  page,
}) => {
  await openNewProduct(page, "Candle");
  const files = [];
  for (let side = 40; side <= 60; side += 1) {
    files.push(await png(`candle-${side}.png`, { width: side, height: 40 }));
  }
  expect(files).toHaveLength(21);
  await picker(page).setInputFiles(files);
  await expect(row(page, "candle-60.png")).toContainText("Only 20 photos at a time.");
  await expect(publishedPhotos(page)).toHaveCount(20, { timeout: 60_000 });

  // Published rows make way, so the last one can go now.
  await picker(page).setInputFiles(files.at(-1)!);
  await expect(publishedPhotos(page)).toHaveCount(21);
});

test("the same photo twice is one photo", async ({ page }) => {
  await openNewProduct(page, "Bowl");
  const bowl = await png("bowl.png", { width: 200, height: 200 });
  await picker(page).setInputFiles([bowl, { ...bowl, name: "bowl copy.png" }]);
  await expect(row(page, "bowl copy.png")).toContainText("This photo is already in the list.");
  await expect(publishedPhotos(page)).toHaveCount(1);
});

test("storage that takes a ticket for expired twice is named beside the file, and the others go on", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 403/);
  await openNewProduct(page, "Egg timer");
  const sent: string[] = [];
  await page.route("**/trpc/uploads.productImage.getUploadTicket*", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const isLate = route.request().postData()?.includes("late.png");
    await route.fulfill({ body: isLate ? text.replace(/"url":"[^"]*/, "$&?late") : text });
  });
  await page.route("**/*?late", async (route) => {
    sent.push(route.request().method());
    await route.fulfill({
      status: 403,
      headers: { "access-control-allow-origin": "*", "content-type": "application/xml" },
      body: "<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>",
    });
  });
  await picker(page).setInputFiles([
    await png("late.png"),
    await png("early.png", { width: 330, height: 240 }),
  ]);
  await expect(row(page, "late.png")).toContainText(
    "The photo storage refused this file. Try again, or tell your support.",
  );
  await expect(row(page, "early.png").getByText("Published", { exact: true })).toBeVisible();
  expect(sent).toEqual(["POST", "POST"]);

  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again: late.png" }).click();
  await expect(publishedPhotos(page)).toHaveCount(2);
});

test("a product that is another shop's by now refuses each photo, and takes it when it is one's own again", async ({
  page,
  shop,
  session,
  allowProblems,
}) => {
  // what is not one's own does not exist
  allowProblems(/status of 404/);
  await openNewProduct(page, "Mortar");
  // Somebody else signs in in another tab.
  const account = { name: "Alex", email: "alex@picket.example", password: "a long enough one" };
  const headers = { origin: shop.url };
  const signUp = await page.request.post("/api/auth/sign-up/email", { data: account, headers });
  expect(signUp.status()).toBe(200);
  const names = ["mortar.png", "pestle.png"];
  await picker(page).setInputFiles([
    await png("mortar.png"),
    await png("pestle.png", { width: 330, height: 240 }),
  ]);
  for (const name of names) {
    await expect(row(page, name)).toContainText(
      "You cannot add photos here: this product does not exist or belongs to another shop.",
    );
  }
  await expect(publishedPhotos(page)).toHaveCount(0);

  await page.context().clearCookies();
  await page.context().addCookies(session.cookies);
  await page.getByRole("button", { name: "Try all 2 again" }).click();
  for (const name of names) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
  await expect(publishedPhotos(page)).toHaveCount(2);
});

test("signing out asks first while something in a list is not published", async ({ page }) => {
  await signInWithDemo(page);
  await createProduct(page, "Corkscrew");
  await picker(page).setInputFiles({
    name: "nothing.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.alloc(0),
  });
  await expect(row(page, "nothing.jpg")).toContainText("This file is empty.");
  page.once("dialog", (question) => void question.dismiss());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(row(page, "nothing.jpg")).toBeVisible();
  page.once("dialog", (question) => void question.accept());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to your shop");
});
