/** Spans of OpenTelemetry: real where the process was started with an SDK, nothing at all where it was not. */
import {
  context,
  propagation,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from "@opentelemetry/api";
import { isUploadError } from "@picket/upload-core";

const tracer = trace.getTracer("picket");

/** Runs the work in a span, as a part of the one it is called in. */
export function inSpan<Result>(
  { name, attributes }: { name: string; attributes: Attributes },
  run: () => Promise<Result>,
): Promise<Result> {
  const span = tracer.startSpan(name, { attributes });
  // Without an SDK it is no span at all. One that is only left out of the sample goes on, or its parts were not left out.
  if (!trace.isSpanContextValid(span.spanContext())) return run();
  return context.with(trace.setSpan(context.active(), span), () => runIn(span, run));
}

async function runIn<Result>(span: Span, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    // Its code and not its message, which may quote what somebody sent.
    const code = isUploadError(error) ? error.code : "INTERNAL";
    span.setAttribute("picket.code", code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    throw error;
  } finally {
    span.end();
  }
}

/** Runs the work as a part of the trace that the caller is in, where it says so. */
export function inTraceOf<Result>(headers: Headers, run: () => Promise<Result>): Promise<Result> {
  if (!headers.has("traceparent")) return run();
  return context.with(propagation.extract(context.active(), Object.fromEntries(headers)), run);
}
