/** What whoever runs the server can see of it: request ids, metrics and spans. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  context,
  ROOT_CONTEXT,
  trace,
  type Context,
  type ContextManager,
} from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { publish, refusalOf, send } from "./plain-upload.ts";
import { clientFor, signUp, startTestApp, type Client, type TestApp } from "./test-app.ts";

const exporter = new InMemorySpanExporter();

/** Traces that begin with one of these names are left out of the sample. */
const leftOut = new Set<string>();

const sampler = new ParentBasedSampler({
  root: {
    shouldSample: (_context, _traceId, name) => ({
      decision: leftOut.has(name)
        ? SamplingDecision.NOT_RECORD
        : SamplingDecision.RECORD_AND_SAMPLED,
    }),
    toString: () => "by name",
  },
});

let app: TestApp;
let client: Client;
let productId: string;

beforeAll(async () => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  context.setGlobalContextManager(createContextManager());
  app = await startTestApp();
  ({ client } = await signUp(app.url));
  ({ id: productId } = await client.products.create.mutate({ title: "Mug" }));
});

beforeEach(() => exporter.reset());

afterAll(() => app.close());

async function halfAPicture(): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await jpeg(600, 400);
  return whole.slice(0, whole.byteLength / 2);
}

/** What an SDK for Node brings along. */
function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, self, ...args) => storage.run(active, () => run.apply(self, args)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

describe("a request", () => {
  const idOf = async (given?: string): Promise<string | null> => {
    const headers = given === undefined ? {} : { "x-request-id": given };
    return (await fetch(`${app.url}/healthz`, { headers })).headers.get("x-request-id");
  };

  test("keeps the id that it came with", async () => {
    expect(await idOf("proxy-7.abc_1")).toBe("proxy-7.abc_1");
  });

  test.each([undefined, "", "two words", "a=b;c", "x".repeat(65), "<script>"])(
    "gets one of ours when it came with %j",
    async (given) => {
      expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test("has one also when it is refused", async () => {
    const response = await fetch(`${app.url}/trpc/products.create`, {
      method: "POST",
      headers: { origin: "https://evil.example", "x-request-id": "refused-1" },
    });
    expect([response.status, response.headers.get("x-request-id")]).toEqual([403, "refused-1"]);
  });
});

describe("metrics", () => {
  async function readMetrics(): Promise<Map<string, number>> {
    const response = await fetch(`${app.url}/metrics`);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = (await response.text()).split("\n").filter((line) => /^[a-z]/.test(line));
    return new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  }

  test("count tickets, completions, refusals by code, and the time of each step", async () => {
    const before = await readMetrics();
    await publish(client, productId, await jpeg(60, 40));
    const { claim } = await send(client, productId, { bytes: await halfAPicture() });
    const { productImage } = client.uploads;
    expect((await refusalOf(productImage.completeUpload.mutate({ claim }))).code).toBe(
      "IMAGE_UNREADABLE",
    );
    await refusalOf(clientFor(app.url).uploads.productImage.completeUpload.mutate({ claim }));

    const after = await readMetrics();
    const added = (name: string): number => (after.get(name) ?? NaN) - (before.get(name) ?? 0);
    const route = 'route="productImage"';
    const procedure = 'procedure="uploads.productImage.completeUpload"';
    expect(added(`picket_tickets_total{${route}}`)).toBe(2);
    expect(added(`picket_completions_total{${route},result="published"}`)).toBe(1);
    expect(added(`picket_completions_total{${route},result="refused"}`)).toBe(1);
    expect(added(`picket_refusals_total{${procedure},code="IMAGE_UNREADABLE"}`)).toBe(1);
    expect(added(`picket_refusals_total{${procedure},code="UNAUTHORIZED"}`)).toBe(1);
    for (const step of ["decode", "publish"]) {
      const labels = `${route},step="${step}",result="done"`;
      expect(added(`picket_step_seconds_count{${labels}}`)).toBe(1);
    }
    expect(after.get("picket_uploads_verifying")).toBe(0);
    expect(after.get("picket_uploads_waiting")).toBe(0);
    expect(after.get("picket_decoder_processes")).toBeGreaterThanOrEqual(1);
    expect(after.get('picket_swept_objects_total{result="failed"}')).toBe(0);
    expect(after.get("process_resident_memory_bytes")).toBeGreaterThan(0);
    expect(added('picket_http_request_seconds_count{area="trpc",status="200"}')).toBe(3);
  });

  test("make no label of what somebody made up", async () => {
    await fetch(`${app.url}/trpc/made.up`);
    await fetch(`${app.url}/trpc/products.get?input=${"x".repeat(20)}`);
    const names = [...(await readMetrics()).keys()];
    expect(names.filter((name) => name.includes("made"))).toEqual([]);
    expect(names).toContain('picket_refusals_total{procedure="unknown",code="NOT_FOUND"}');
  });
});

describe("with an SDK of OpenTelemetry", () => {
  /** better-auth has spans of its own. */
  const ourSpans = (): ReadableSpan[] =>
    exporter.getFinishedSpans().filter(({ name }) => name.startsWith("picket."));
  const named = (name: string): ReadableSpan => {
    const spans = ourSpans().filter((span) => span.name === name);
    expect(spans).toHaveLength(1);
    return spans[0]!;
  };

  test("an upload is spans from the ticket to the published image", async () => {
    const { image } = await publish(client, productId, await jpeg(61, 40));
    const complete = named("picket.complete");
    for (const name of ["picket.decode", "picket.publish"]) {
      const span = named(name);
      expect(span.parentSpanContext?.spanId).toBe(complete.spanContext().spanId);
      expect(span.spanContext().traceId).toBe(complete.spanContext().traceId);
    }
    expect(ourSpans()).toHaveLength(4);
    for (const span of ourSpans()) {
      expect(span.attributes).toEqual({
        "picket.route": "productImage",
        "picket.image": image.id,
      });
    }
  });

  test("what is left out of the sample is left out with all its parts", async () => {
    leftOut.add("picket.complete");
    try {
      await publish(client, productId, await jpeg(62, 40));
      expect(ourSpans().map(({ name }) => name)).toEqual(["picket.ticket"]);
    } finally {
      leftOut.clear();
    }
  });

  test("a refusal is told by its code", async () => {
    const { claim } = await send(client, productId, { bytes: await halfAPicture() });
    await refusalOf(client.uploads.productImage.completeUpload.mutate({ claim }));
    expect(named("picket.complete").attributes["picket.code"]).toBe("IMAGE_UNREADABLE");
    expect(named("picket.complete").events).toEqual([]);
  });
});
