/** An empty database on the Postgres of TEST_DATABASE_URL, for who wants it alone. */
import { randomBytes } from "node:crypto";
import { Client } from "pg";

const { TEST_DATABASE_URL: given } = process.env;

/** One, or none when there is no Postgres to test on. */
export const postgresUrls: string[] = given ? [given] : [];

export async function createOwnPostgres(
  url: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `picket_${randomBytes(6).toString("hex")}`;
  await run(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => run(url, `drop database ${name} with (force)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
