/** The list of products when it is long. */
import { expect, test } from "./support/test.ts";

test("a long list of products is shown page by page", async ({ page, shop }) => {
  const post = async (path: string, data: object): Promise<void> => {
    const answer = await page.request.post(path, { data, headers: { origin: shop.url } });
    expect(answer.status()).toBe(200);
  };
  // A shop of its own: the demo's is that of all other tests.
  await post("/api/auth/sign-up/email", {
    name: "Kim",
    email: "kim@picket.example",
    password: "a long enough one",
  });
  for (let number = 1; number <= 51; number++) {
    await post("/trpc/products.create", { title: `Tile ${number}` });
  }

  await page.goto("/");
  const titles = page.locator(".product-title");
  await expect(titles).toHaveCount(50);
  await expect(titles.first()).toHaveText("Tile 51");
  const more = page.getByRole("button", { name: "Show more products" });
  await more.click();
  await expect(titles).toHaveCount(51);
  await expect(titles.last()).toHaveText("Tile 1");
  await expect(more).toHaveCount(0);
});
