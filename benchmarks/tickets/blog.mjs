/** How blogs do it: an Express route that calls `createPresignedPost`. Nobody is asked who they are. */
import { randomUUID } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import express from "express";
import { storage } from "./storage-settings.mjs";

const { bucket, maxSizeBytes, ...settings } = storage;
const client = new S3Client({ ...settings, forcePathStyle: true });
const app = express();
app.use(express.json());

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 passes on what it rejects with.
app.post("/upload", async (request, response) => {
  const { type } = request.body;
  const { url, fields } = await createPresignedPost(client, {
    Bucket: bucket,
    Key: `uploads/${randomUUID()}`,
    Conditions: [
      ["content-length-range", 0, maxSizeBytes],
      ["eq", "$Content-Type", type],
    ],
    Fields: { "Content-Type": type },
    Expires: 300,
  });
  response.json({ url, fields });
});

const server = app.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
