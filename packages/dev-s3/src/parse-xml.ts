/** XML in: request bodies, without DTD, CDATA or entities of their own. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./s3-error.ts";

const named: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["gt", ">"],
  ["lt", "<"],
  ["quot", '"'],
]);

// Entities are decoded below, since the parser knows no character references and counts expansions.
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  trimValues: false,
});

/** A parsed element: its text, or its children by name. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

/**
 * Parses a request body.
 * @returns the root element's content
 * @throws MalformedXML when it is not XML, has another root, or brings a DTD or CDATA
 */
export function parseXml(body: Buffer, root: string): XmlNode {
  const text = body.toString("utf8");
  if (/<!(?:DOCTYPE|\[CDATA\[)/i.test(text)) throw new S3Error("MalformedXML");
  let document: Record<string, XmlNode | undefined>;
  try {
    if (XMLValidator.validate(text) !== true) throw new S3Error("MalformedXML");
    // The parser's result is untyped: strings, objects and arrays of these, by its options above.
    document = parser.parse(text) as Record<string, XmlNode | undefined>;
  } catch (cause) {
    throw cause instanceof S3Error ? cause : new S3Error("MalformedXML");
  }
  const content = document[root];
  // Two roots come as a list.
  if (content === undefined || Array.isArray(content)) throw new S3Error("MalformedXML");
  return content;
}

/** All children of that name, in order. */
export function children(node: XmlNode, name: string): readonly XmlNode[] {
  if (typeof node === "string") return [];
  const found = Object.hasOwn(node, name) ? node[name] : undefined;
  if (found === undefined) return [];
  return isList(found) ? found : [found];
}

/** The names of all child elements. */
export function childNames(node: XmlNode): string[] {
  return typeof node === "string" ? [] : Object.keys(node).filter((name) => name !== "#text");
}

/**
 * The text of the one child of that name, or undefined when there is none.
 * @throws MalformedXML when there are several, or it is not plain text
 */
export function childText(node: XmlNode, name: string): string | undefined {
  const found = children(node, name);
  if (found.length > 1) throw new S3Error("MalformedXML");
  const [only] = found;
  return only === undefined ? undefined : textOf(only);
}

/**
 * The text of an element without children.
 * @throws MalformedXML when it has children or an unknown entity
 */
export function textOf(node: XmlNode): string {
  if (typeof node !== "string") throw new S3Error("MalformedXML");
  return node.replaceAll(/&([^;&\s]{0,12});?/g, (entity, name: string) => {
    const character = named.get(name) ?? characterOf(name);
    if (character === undefined || !entity.endsWith(";")) throw new S3Error("MalformedXML");
    return character;
  });
}

function characterOf(reference: string): string | undefined {
  const match = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const isScalar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isScalar ? String.fromCodePoint(code) : undefined;
}

function isList(value: XmlNode | readonly XmlNode[]): value is readonly XmlNode[] {
  return Array.isArray(value);
}
