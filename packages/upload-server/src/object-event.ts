/** The shapes in which a store tells that an object was created, read down to the keys. */
import { z } from "zod";

/**
 * @param message what came from the queue, as JSON text or parsed: an S3 notification, one inside SNS or SQS, or an event of
 *   EventBridge
 * @returns the keys of created objects, each once; null when it is none of these
 * @see AWS S3 user guide, "Event message structure"; "EventBridge event message structure"
 */
export function readObjectEvent(message: unknown): string[] | null {
  const keys = readMessage(message, maxDepth);
  return keys && [...new Set(keys)];
}

/** A notification in SNS in SQS. */
const maxDepth = 3;

const recordsSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      s3: z.object({ object: z.object({ key: z.string() }) }),
    }),
  ),
});
const testSchema = z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") });
const bridgeSchema = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});
const snsSchema = z.object({ Type: z.literal("Notification"), Message: z.string() });
const sqsSchema = z.object({ Records: z.array(z.object({ body: z.string() })) });

function readMessage(message: unknown, depth: number): string[] | null {
  if (typeof message === "string") return depth > 0 ? readMessage(parsed(message), depth) : null;

  const records = recordsSchema.safeParse(message);
  if (records.success) {
    return records.data.Records.flatMap(({ eventName, s3 }) =>
      // Beside queues some name it with the service in front, as the configuration does.
      /^(s3:)?ObjectCreated:/.test(eventName) ? (decoded(s3.object.key) ?? []) : [],
    );
  }
  const bridge = bridgeSchema.safeParse(message);
  if (bridge.success) {
    // EventBridge does not encode the key.
    return bridge.data["detail-type"] === "Object Created" ? [bridge.data.detail.object.key] : [];
  }
  if (testSchema.safeParse(message).success) return [];
  if (depth === 0) return null;

  const sns = snsSchema.safeParse(message);
  if (sns.success) return readMessage(sns.data.Message, depth - 1);
  const sqs = sqsSchema.safeParse(message);
  if (!sqs.success) return null;
  const bodies = sqs.data.Records.map(({ body }) => readMessage(body, depth - 1));
  return bodies.every((keys) => keys !== null) ? bodies.flat() : null;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Text in text is nothing that a queue sends.
    return typeof value === "string" ? null : value;
  } catch {
    return null;
  }
}

/** As a form is encoded: a blank is a plus. */
function decoded(key: string): string | null {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return null;
  }
}
