import { expect, test } from "vitest";
import { agree, findTable, toTable } from "./table.ts";

const rows = [
  { title: "`useImageUpload`", bytes: 5949 },
  { title: "another", bytes: 20_900 },
];

test("a table is found again in the text around it", () => {
  const table = toTable(rows);
  expect(findTable(`## Size\n\nMeasured:\n\n${table}\n\n## More\n\n| a | b |\n`)).toBe(table);
});

test("a text without the table says so", () => {
  expect(() => findTable("| other | kB |")).toThrow("No table begins with");
});

test("sizes are in thousands of bytes, with one digit", () => {
  expect(toTable(rows)).toBe(
    [
      "| minified and gzipped |   kB |",
      "| -------------------- | ---: |",
      "| `useImageUpload`     |  5.9 |",
      "| another              | 20.9 |",
    ].join("\n"),
  );
});

test("tables agree when no size is off by more than a tenth of a kB", () => {
  const grownBy = (bytes: number) =>
    toTable(rows.map((row) => ({ ...row, bytes: row.bytes + bytes })));
  expect(agree(toTable(rows), grownBy(0))).toBe(true);
  expect(agree(toTable(rows), grownBy(100))).toBe(true);
  expect(agree(toTable(rows), grownBy(200))).toBe(false);
});

test("tables of other bundles never agree", () => {
  const others = rows.map(({ bytes }, at) => ({ title: `bundle ${at}`, bytes }));
  expect(agree(toTable(rows), toTable(others))).toBe(false);
  expect(agree(toTable(rows), toTable(rows.slice(1)))).toBe(false);
  expect(agree(toTable(rows.slice(1)), toTable(rows))).toBe(false);
});
