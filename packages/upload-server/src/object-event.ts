/** The shapes in which a store tells that an object was created, read down to the keys. */
import { z } from "zod";

export type ObjectEvent = {
  /** of created objects, each once */
  keys: string[];
  /** messages and records that are no event of a store's, beside those that are */
  unreadableCount: number;
};

/**
 * @param message what came from the queue, as JSON text or parsed: an S3 notification, one inside SNS or SQS, or an event of
 *   EventBridge
 * @returns what can be read of it; null when it is none of these
 * @see AWS S3 user guide, "Event message structure"; "EventBridge event message structure"
 */
export function readObjectEvent(message: unknown): ObjectEvent | null {
  const read = readMessage(message, maxDepth);
  return read && { ...read, keys: [...new Set(read.keys)] };
}

/** A notification in SNS in SQS. */
const maxDepth = 3;

/** S3's own, or the batch that a queue hands to a function. */
const recordsSchema = z.object({ Records: z.array(z.unknown()) });
const recordSchema = z.object({
  eventName: z.string(),
  s3: z.object({ object: z.object({ key: z.string() }) }),
});
const queuedSchema = z.object({ body: z.string() });
const testSchema = z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") });
const bridgeSchema = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});
const snsSchema = z.object({ Type: z.literal("Notification"), Message: z.string() });

function readMessage(message: unknown, depth: number): ObjectEvent | null {
  if (typeof message === "string") return depth > 0 ? readMessage(parsed(message), depth) : null;

  const list = recordsSchema.safeParse(message);
  if (list.success) return joined(list.data.Records.map((record) => readRecord(record, depth)));
  const bridge = bridgeSchema.safeParse(message);
  if (bridge.success) {
    // EventBridge does not encode the key.
    const isCreation = bridge.data["detail-type"] === "Object Created";
    return eventOf(isCreation ? bridge.data.detail.object.key : null);
  }
  if (testSchema.safeParse(message).success) return eventOf(null);
  const sns = snsSchema.safeParse(message);
  return sns.success && depth > 0 ? readMessage(sns.data.Message, depth - 1) : null;
}

function readRecord(record: unknown, depth: number): ObjectEvent | null {
  const created = recordSchema.safeParse(record);
  if (created.success) {
    const { eventName, s3 } = created.data;
    // Beside queues some name it with the service in front, as the configuration does.
    const isCreation = /^(s3:)?ObjectCreated:/.test(eventName);
    return eventOf(isCreation ? decoded(s3.object.key) : null);
  }
  const queued = queuedSchema.safeParse(record);
  return queued.success && depth > 0 ? readMessage(queued.data.body, depth - 1) : null;
}

function eventOf(key: string | null): ObjectEvent {
  return { keys: key === null ? [] : [key], unreadableCount: 0 };
}

/** One that nobody can read does not take the others along. @returns null when there are no others */
function joined(events: (ObjectEvent | null)[]): ObjectEvent | null {
  const readable = events.filter((event) => event !== null);
  if (readable.length === 0 && events.length > 0) return null;
  const within = readable.reduce((count, { unreadableCount }) => count + unreadableCount, 0);
  return {
    keys: readable.flatMap(({ keys }) => keys),
    unreadableCount: within + events.length - readable.length,
  };
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
