// dev-s3 in a thread of its own: `workerData` is its folder, and the answer is where it listens.
import { parentPort, workerData } from "node:worker_threads";
import { createDevS3 } from "@picket/dev-s3";

const { endpoint, region, credentials, bucketNames, close } = await createDevS3({
  dir: workerData,
  buckets: [{ name: "photos", corsOrigins: ["*"] }],
});
parentPort?.once("message", () => void close().then(() => parentPort?.close()));
parentPort?.postMessage({ endpoint, region, credentials, bucket: bucketNames[0] });
