import { describe, expect, test } from "vitest";
import { S3Error } from "./s3-error.ts";
import { children, childText, parseXml } from "./parse-xml.ts";

function parse(text: string) {
  return parseXml(Buffer.from(text), "Delete");
}

describe("a request body", () => {
  test("is read with namespaces, entities and repeated elements", () => {
    const root = parse(
      '<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key> a&amp;b&lt;&#x41;&#10; </Key></Object><Object><Key>ü</Key></Object><Quiet>true</Quiet></Delete>',
    );
    expect(children(root, "Object").map((object) => childText(object, "Key"))).toEqual([
      " a&b<A\n ",
      "ü",
    ]);
    expect(childText(root, "Quiet")).toBe("true");
    expect(childText(root, "Missing")).toBeUndefined();
  });

  test.each([
    "",
    "text",
    "<Delete>",
    "<Delete></Other>",
    "<Other/>",
    "<Delete/><Delete/>",
    '<!DOCTYPE Delete [<!ENTITY a "aaaa">]><Delete><Key>&a;</Key></Delete>',
    "<Delete><![CDATA[text]]></Delete>",
    "<Delete><__proto__>1</__proto__></Delete>",
    "<a>".repeat(10_000),
    `<Delete>${"<a>".repeat(10_000)}${"</a>".repeat(10_000)}</Delete>`,
  ])("is refused when it is %j", (text) => {
    expect(() => parse(text)).toThrow(S3Error);
  });

  test.each(["&unknown;", "&constructor;", "&", "&amp", "&#0;", "&#xd800;", "&#x110000;"])(
    "is refused when its text holds %j",
    (text) => {
      expect(() => childText(parse(`<Delete><Key>${text}</Key></Delete>`), "Key")).toThrow(S3Error);
    },
  );

  test("is refused where one element was expected and two came", () => {
    const root = parse("<Delete><Key>a</Key><Key>b</Key></Delete>");
    expect(() => childText(root, "Key")).toThrow(S3Error);
  });
});
