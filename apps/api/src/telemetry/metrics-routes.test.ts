import { describe, expect, test } from "vitest";
import { readEnv } from "../env.ts";
import { metricsAccessOf } from "./metrics-access.ts";
import { createMetricsRoutes } from "./metrics-routes.ts";
import { createMetrics } from "./metrics.ts";

const METRICS_TOKEN = "a token of sixteen";
const ownStorage = {
  S3_BUCKET: "photos",
  S3_REGION: "eu-central-1",
  PICKET_SECRET: "p".repeat(32),
  AUTH_SECRET: "a".repeat(32),
};

/** @returns the statuses for nobody, for somebody with a wrong token and with the right one */
function statuses(variables: Record<string, string>): Promise<number[]> {
  const app = createMetricsRoutes(createMetrics(), metricsAccessOf(readEnv(variables, "/")));
  return Promise.all(
    [{}, { authorization: "Bearer wrong" }, { authorization: `Bearer ${METRICS_TOKEN}` }].map(
      async (headers) => (await app.request("/metrics", { headers })).status,
    ),
  );
}

describe("/metrics", () => {
  test("is for everybody where only this machine reaches the server", async () => {
    expect(await statuses({})).toEqual([200, 200, 200]);
  });

  test("wants the token wherever one is set", async () => {
    expect(await statuses({ METRICS_TOKEN })).toEqual([401, 401, 200]);
    expect(await statuses({ METRICS_TOKEN, ...ownStorage })).toEqual([401, 401, 200]);
  });

  test.each([ownStorage, { APP_URL: "https://shop.example" }, { TRUST_PROXY: "true" }])(
    "is not there without a token when others may come: %j",
    async (variables) => {
      expect(await statuses(variables)).toEqual([404, 404, 404]);
    },
  );
});
