/** better-upload's own handler, on the server that Picket's API has, with no hook to slow it down. */
import { serve } from "@hono/node-server";
import { handleRequest, route } from "@better-upload/server";
import { custom } from "@better-upload/server/clients";
import { Hono } from "hono";
import { storage } from "./storage-settings.mjs";

const { accessKeyId, secretAccessKey } = storage.credentials;
const router = {
  client: custom({
    host: new URL(storage.endpoint).host,
    region: storage.region,
    accessKeyId,
    secretAccessKey,
    secure: false,
    forcePathStyle: true,
  }),
  bucketName: storage.bucket,
  routes: {
    photo: route({
      fileTypes: ["image/*"],
      maxFileSize: storage.maxSizeBytes,
      multipleFiles: true,
      maxFiles: 10,
    }),
  },
};

const app = new Hono();
app.post("/upload", (c) => handleRequest(c.req.raw, router));

serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send?.(port));
