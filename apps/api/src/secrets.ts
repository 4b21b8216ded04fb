/** The secrets of the embedded default: made once, kept in the data folder, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { hasCode } from "./error-code.ts";
import { StartError } from "./start-error.ts";

const secretSchema = z.string().min(32);

const secretsSchema = z.strictObject({
  claimSecret: secretSchema,
  authSecret: secretSchema,
  s3: z.strictObject({ accessKeyId: z.string().min(3), secretAccessKey: secretSchema }),
});

export type Secrets = z.infer<typeof secretsSchema>;

/**
 * @param dataDir a folder that this process has locked
 * @throws StartError when the file is damaged: new secrets would end every session and upload in silence
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, "secrets.json");
  try {
    return secretsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return createSecrets(file);
    throw new StartError(
      `${file} cannot be read. Restore it, or delete it: then everybody has to sign in again.`,
      { cause },
    );
  }
}

async function createSecrets(file: string): Promise<Secrets> {
  const random = (): string => randomBytes(32).toString("base64url");
  const secrets: Secrets = {
    claimSecret: random(),
    authSecret: random(),
    s3: { accessKeyId: "picket", secretAccessKey: random() },
  };
  // Renamed when complete, so that a crash leaves no half of it.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}
