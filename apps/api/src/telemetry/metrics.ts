/** What is counted and measured, as Prometheus reads it. */
import type { FailedStep, SweepCounts, UploadStep } from "@picket/upload-server";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = {
  contentType: string;
  /** in Prometheus' text format */
  read: () => Promise<string>;
  /** @param ended.result `published` or `processing` for a completion, `done` for the others; `refused` when it failed, `crashed` when that was the decoder */
  countStep: (step: UploadStep, ended: { result: string; seconds: number }) => void;
  /** @param refusal.procedure one that exists, or "unknown" */
  countRefusal: (refusal: { procedure: string; code: string }) => void;
  /** @param fault.kind `time` when it was over, else `error` */
  countFault: (fault: { step: FailedStep["step"]; kind: "time" | "error" }) => void;
  countSweep: (counts: SweepCounts) => void;
  countRequest: (request: { area: string; status: number; seconds: number }) => void;
  /** Reads a number anew each time that somebody looks. */
  watch: (gauge: { name: string; help: string; read: () => number }) => void;
};

/** From a small picture to a person's patience; a decoder is killed after 20 s. */
const stepBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];

const requestBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const tickets = new Counter({
    name: "picket_tickets_total",
    help: "Tickets issued",
    labelNames: ["route"],
    registers,
  });
  const completions = new Counter({
    name: "picket_completions_total",
    help: "Completions asked for, by what came of them",
    labelNames: ["route", "result"],
    registers,
  });
  const refusals = new Counter({
    name: "picket_refusals_total",
    help: "Calls refused, by the code that the caller was given",
    labelNames: ["procedure", "code"],
    registers,
  });
  const steps = new Histogram({
    name: "picket_step_seconds",
    help: "Time that a step of an upload took; decode and publish are parts of complete",
    labelNames: ["route", "step", "result"],
    buckets: stepBuckets,
    registers,
  });
  const faults = new Counter({
    name: "picket_upload_faults_total",
    help: "What went wrong with uploads and was told to nobody else; of decode, files that took their decoder down or all its time",
    labelNames: ["step", "kind"],
    registers,
  });
  const swept = new Counter({
    name: "picket_swept_objects_total",
    help: "What the sweep looked after, by what came of it",
    labelNames: ["result"],
    registers,
  });
  const requests = new Histogram({
    name: "picket_http_request_seconds",
    help: "Time until a request was answered",
    labelNames: ["area", "status"],
    buckets: requestBuckets,
    registers,
  });

  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),
    countStep: ({ name, route }, { result, seconds }) => {
      if (name === "ticket" && result === "done") tickets.inc({ route });
      if (name === "complete") completions.inc({ route, result });
      if (name !== "ticket") steps.observe({ route, step: name, result }, seconds);
    },
    countRefusal: (refusal) => refusals.inc(refusal),
    countFault: (fault) => faults.inc(fault),
    countSweep: (counts) => {
      for (const [result, count] of Object.entries(counts)) swept.inc({ result }, count);
    },
    countRequest: ({ area, status, seconds }) => requests.observe({ area, status }, seconds),
    watch: ({ name, help, read }) => {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(read()) });
    },
  };
}
