/** The built shop, and what its demo account does there. */
import { startShop as startProgram } from "@picket/shop-program";
import { createTRPCUntypedClient, httpLink } from "@trpc/client";

export const demo = { PICKET_EMAIL: "demo@picket.example", PICKET_PASSWORD: "picket-demo" };

export type Shop = {
  url: string;
  /** of the demo account's session */
  cookie: string;
  /** @returns a new product's id */
  addProduct: () => Promise<string>;
  /** @returns the names of a product's images, sorted */
  imageNames: (productId: string) => Promise<string[]>;
  /** @returns the same as they stand on the product */
  shelf: (productId: string) => Promise<string[]>;
  close: () => Promise<void>;
};

export async function startShop(): Promise<Shop> {
  const { url, close } = await startProgram();
  const cookie = await signIn(url);
  const client = createTRPCUntypedClient({
    links: [httpLink({ url: `${url}/trpc`, headers: { cookie } })],
  });
  const shelf = async (productId: string): Promise<string[]> => {
    const product = await client.query("products.get", { productId });
    // As the shop's own router answers.
    const { images } = product as { images: { name: string }[] };
    return images.map(({ name }) => name);
  };
  return {
    url,
    cookie,
    addProduct: async () => {
      // As the shop's own router answers.
      const { id } = (await client.mutation("products.create", { title: "Mug" })) as { id: string };
      return id;
    },
    imageNames: async (productId) => (await shelf(productId)).sort(),
    shelf,
    close,
  };
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: demo.PICKET_EMAIL, password: demo.PICKET_PASSWORD }),
  });
  const [cookie = ""] = response.headers.getSetCookie();
  return cookie.split(";")[0]!;
}
