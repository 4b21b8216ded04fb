/** Inputs for a procedure, made from its own schema: as they should be, nearly so, and nothing like it. */
import * as fc from "fast-check";
import { z } from "zod";

/** The body of a call, as text: not all that may come is JSON. */
export type FuzzedCall = { body: string; signedIn: boolean };

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What has broken servers before, one time or another. */
const hostileStrings = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\uD800",
  "\uDFFFx",
  "\u202Egpj.exe",
  "e\u0301".repeat(60),
  "' OR 1=1 --",
  '"; drop table "products"; --',
  "$1",
  "%",
  "\\",
  "${filename}",
  "{{7*7}}",
  "../../etc/passwd",
  "..%2f..%2f",
  "http://127.0.0.1:9000/",
  "<script>alert(1)</script>",
  "__proto__",
  "NaN",
  "1e999",
  "-0",
  "2147483648",
  "9223372036854775808",
  "0000-00-00T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "x".repeat(5000),
  "😀".repeat(300),
];

const hostileString = fc.constantFrom(...hostileStrings);

const hostileValues: unknown[] = [
  null,
  true,
  0,
  -1,
  0.1,
  1e308,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
  { toString: null },
  JSON.parse('{"then":"x"}'),
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  JSON.parse('{"constructor":{"prototype":{"isAdmin":true}}}'),
  Array.from({ length: 1000 }, () => 1),
];

const rawBodies = [
  "",
  "null",
  "undefined",
  "{",
  '{"a":1,"a":2}',
  "[1,2",
  '"\\ud800"',
  "1e400",
  "\uFEFF{}",
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  `{"a":${"9".repeat(2000)}}`,
];

/** What exists, of the caller and of others, by the name of the field that asks for it; "" for any other. */
export type Pool = Record<string, readonly string[]>;

/** @param inputs the schemas of a procedure */
export function fuzzedCalls(inputs: readonly z.ZodType[], pool: Pool): fc.Arbitrary<FuzzedCall> {
  const likely = fc
    .tuple(...inputs.map((schema) => likelyFor(toJsonSchema(schema), { pool, name: "" })))
    .map((parts): unknown => Object.assign({}, ...parts));
  const value = fc.oneof(
    { weight: 9, arbitrary: likely },
    { weight: 3, arbitrary: fc.tuple(likely, damages()).map(damaged) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileValues) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  );
  const body = fc.oneof(
    { weight: 12, arbitrary: value.map((input) => JSON.stringify(input) ?? "") },
    { weight: 1, arbitrary: fc.constantFrom(...rawBodies) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  );
  const signedIn = fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  );
  return fc.record({ body, signedIn });
}

export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** The field that a value is for. */
type Field = { pool: Pool; name: string };

function likelyFor(schema: JsonSchema | boolean, field: Field): fc.Arbitrary<unknown> {
  if (typeof schema === "boolean") return fc.jsonValue();
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => likelyFor(choice, field)));
  const { type } = schema;
  switch (type) {
    case undefined:
    case "null":
    case "number":
      break;
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, part]) => [
            name,
            likelyFor(part, { ...field, name }),
          ]),
        ),
        { requiredKeys: schema.required ?? [] },
      );
    case "array": {
      const { items } = schema;
      const item = items && !Array.isArray(items) ? likelyFor(items, field) : fc.jsonValue();
      return fc.array(item, { maxLength: 6 });
    }
    case "string":
      return fc.oneof(
        {
          weight: 16,
          arbitrary: fc.constantFrom(...(field.pool[field.name] ?? field.pool[""] ?? [])),
        },
        { weight: 2, arbitrary: stringsLike(schema) },
        { weight: 1, arbitrary: hostileString },
      );
    case "integer": {
      const { minimum: min = 0, maximum: max = 2 ** 31 - 1 } = schema;
      return fc.oneof(
        fc.integer({ min, max: Math.min(max, min + 5) }),
        fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }),
      );
    }
    case "boolean":
      return fc.boolean();
  }
  return fc.jsonValue();
}

function stringsLike({ pattern, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  const any = fc.string({ unit: "grapheme", maxLength: Math.min(maxLength, 200) });
  if (pattern === undefined) return any;
  try {
    return fc.stringMatching(new RegExp(pattern, "u"));
  } catch {
    // Not every pattern can be run backwards.
    return any;
  }
}

type Damage = { at: number; with: unknown; extra: [string, unknown] | null };

function damages(): fc.Arbitrary<Damage> {
  return fc.record({
    at: fc.nat(20),
    with: fc.oneof(fc.constantFrom(undefined, ...hostileValues), hostileString, fc.jsonValue()),
    extra: fc.option(fc.tuple(fc.oneof(hostileString, fc.string()), fc.jsonValue())),
  });
}

/** One field, at any depth, replaced or taken away; perhaps one more that nobody asked for. */
function damaged([value, damage]: [unknown, Damage]): unknown {
  const copy: unknown = structuredClone(value);
  const places: [holder: object, key: string][] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== "object" || holder === null) return;
    for (const [key, part] of Object.entries(holder)) {
      places.push([holder, key]);
      visit(part);
    }
  };
  visit(copy);
  const [holder, key] = places[damage.at % Math.max(places.length, 1)] ?? [];
  if (holder && key !== undefined) Reflect.set(holder, key, damage.with);
  if (damage.extra && typeof copy === "object" && copy !== null) {
    const [name, extra] = damage.extra;
    Object.defineProperty(copy, name, { value: extra, enumerable: true, configurable: true });
  }
  return copy;
}
