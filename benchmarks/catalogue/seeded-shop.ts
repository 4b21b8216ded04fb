/** A database with one shop, all of whose products have ten images each: the worst case, for nothing is of others. */
import { randomBytes } from "node:crypto";
import { openDatabase } from "api/catalogue";
import { drizzle } from "drizzle-orm/node-postgres";
import { Client, Pool } from "pg";

export type SeededShop = {
  imageCount: number;
  productCount: number;
  userId: string;
  /** @param statements what was sent is put here */
  connect: (statements?: Statement[]) => ReturnType<typeof drizzle<Record<string, never>, Pool>>;
  explain: (statement: Statement) => Promise<unknown>;
  close: () => Promise<void>;
};

export type Statement = { sql: string; params: unknown[] };

const imagesPerProduct = 10;
const userId = "seller";

export function productIdOf(number: number): string {
  return `product-${number}`;
}

/** Each is a minute older than the one before it. */
export function cursorOf(number: number): { micros: string; id: string } {
  const createdAtMs = newestAtMs - number * 60_000;
  return { micros: `${createdAtMs}000`, id: productIdOf(number) };
}

const newestAtMs = Date.UTC(2026, 0, 1);

/** The last word of each title, one of twenty; a search for it finds a twentieth of the shop. */
export const commonWord = "mug";

/** @param serverUrl where a database of its own is made, and dropped at the end */
export async function seedShop(serverUrl: string, imageCount: number): Promise<SeededShop> {
  const name = `picket_bench_${imageCount}_${randomBytes(4).toString("hex")}`;
  await administer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ kind: "postgres", url: url.href }, "");
  await database.close();

  const productCount = Math.ceil(imageCount / imagesPerProduct);
  const pool = new Pool({ connectionString: url.href, max: 2 });
  for (const statement of statementsFor(productCount)) await pool.query(statement);
  return {
    imageCount,
    productCount,
    userId,
    connect: (statements = []) =>
      drizzle(pool, {
        logger: { logQuery: (sql, params) => void statements.push({ sql, params }) },
      }),
    explain: async ({ sql, params }) => {
      const { rows } = await pool.query(`explain (format json) ${sql}`, params);
      return rows[0]["QUERY PLAN"];
    },
    close: async () => {
      await pool.end();
      await administer(serverUrl, `drop database ${name}`);
    },
  };
}

function statementsFor(productCount: number): string[] {
  const words =
    "array['mug','jug','bowl','plate','vase','candle','tray','board','towel','tote','tile','lamp','clock','stool','basket','blanket','cushion','poster','soap','brush']";
  const variant = (width: number, type: string): string =>
    `jsonb_build_object('key', 'images/' || id || '/${width}.${type === "webp" ? "webp" : "jpg"}', 'type', 'image/${type}', 'width', ${width}, 'height', ${width}, 'sizeBytes', ${width * 90}, 'sha256', encode(sha256(id::bytea), 'base64'))`;
  const variants = [320, 640, 1280, 2048].map((width) => variant(width, "webp"));
  return [
    `insert into "user" (id, name, email) values ('${userId}', 'Seller', 'seller@picket.example')`,
    "insert into shops (id, name) values ('shop', 'Harbour & Pine')",
    `insert into shop_members (shop_id, user_id, role) values ('shop', '${userId}', 'owner')`,
    `insert into products (id, shop_id, title, search_text, created_at)
      select 'product-' || n, 'shop', title, lower(title), to_timestamp(${newestAtMs / 1000}) - n * interval '1 minute'
      from generate_series(0, ${productCount - 1}) n,
        lateral (select 'Stoneware no. ' || n || ', ' || (${words})[1 + n % 20] as title) named`,
    `insert into product_images (id, product_id, position, name, width, height, placeholder, variants, size_bytes)
      select id, 'product-' || n / ${imagesPerProduct}, n % ${imagesPerProduct}, 'photo.jpg', 2048, 2048,
        'HBkSHYSIeHiPiHh8eJd4eTN0EEQG', jsonb_build_array(${[...variants, variant(2048, "jpeg")].join(", ")}), 400000
      from generate_series(0, ${productCount * imagesPerProduct - 1}) n,
        lateral (select md5('image ' || n) as id) named`,
    "vacuum analyze",
  ];
}

export async function askVersion(url: string): Promise<string> {
  const [row] = await administer(url, "show server_version");
  return String(row?.["server_version"]);
}

async function administer(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return rows;
}
