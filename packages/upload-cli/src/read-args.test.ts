import { expect, test } from "vitest";
import { CommandError } from "./command-error.ts";
import { help } from "./help.ts";
import { readArgs } from "./read-args.ts";

const account = { PICKET_EMAIL: "ann@shop.example", PICKET_PASSWORD: "correct horse" };

test("a folder and a product are enough, with an account in the environment", () => {
  expect(readArgs(["upload", "photos", "--product", "mug"], account)).toEqual({
    name: "upload",
    paths: ["photos"],
    url: "http://localhost:3000",
    account: { kind: "password", email: "ann@shop.example", password: "correct horse" },
    route: "uploads.productImage",
    input: { productId: "mug" },
    isRecursive: false,
    isDryRun: false,
    isAgain: false,
    isJson: false,
    concurrency: 3,
  });
});

test("every option is read, in any place", () => {
  const line =
    "--json upload -r a b.jpg --url https://shop.example/eu/ --dry-run --again --concurrency 7 --route shop.avatar --input [1]";
  expect(readArgs(line.split(" "), { ...account, PICKET_COOKIE: "session=1" })).toEqual({
    name: "upload",
    paths: ["a", "b.jpg"],
    url: "https://shop.example/eu",
    account: { kind: "cookie", cookie: "session=1" },
    route: "shop.avatar",
    input: [1],
    isRecursive: true,
    isDryRun: true,
    isAgain: true,
    isJson: true,
    concurrency: 7,
  });
});

test("the address may come from the environment, and the option wins", () => {
  const env = { ...account, PICKET_URL: "https://one.example" };
  const args = ["upload", "a", "--product", "mug"];
  expect(readArgs(args, env)).toMatchObject({ url: "https://one.example" });
  args.push("--url", "https://two.example");
  expect(readArgs(args, env)).toMatchObject({ url: "https://two.example" });
  expect(
    readArgs(["upload", "a", "--product", "mug"], { ...account, PICKET_URL: "" }),
  ).toMatchObject({ url: "http://localhost:3000" });
});

test.for([
  [["--help"], "help"],
  [["-h"], "help"],
  [["upload", "--help"], "help"],
  [["--version"], "version"],
] as const)("%j needs no account", ([args, name]) => {
  expect(readArgs([...args], {})).toEqual({ name });
});

test.for([
  [[], "See picket --help."],
  [["download", "a"], '"download" is no command'],
  [["upload", "--product", "mug"], "Name a folder or files."],
  [["upload", "a"], "Say --product <id>, or --input with JSON"],
  [["upload", "a", "--product", "mug", "--input", "{}"], "one of the two"],
  [["upload", "a", "--input", "{productId}"], "--input is no JSON: {productId}"],
  [["upload", "a", "--prodct", "mug"], "Unknown option '--prodct'. See picket --help."],
  [["upload", "a", "--product"], "argument missing"],
  [["upload", "a", "--product", "mug", "--url", "shop.example"], '"shop.example" is no address'],
  [["upload", "a", "--product", "mug", "--url", "ftp://a"], '"ftp://a" is no address'],
  [["upload", "a", "--product", "mug", "--url", "https://ann:pw@a"], "No password in the address"],
  [["upload", "a", "--product", "mug", "--concurrency", "0"], "is no number from 1 to 10"],
  [["upload", "a", "--product", "mug", "--concurrency", "11"], "is no number from 1 to 10"],
  [
    ["upload", "a", "--product", "mug", "--route", "a/b"],
    "is no path such as uploads.productImage",
  ],
] as const)("%j is refused with a sentence", ([args, sentence]) => {
  const read = () => readArgs([...args], account);
  expect(read).toThrow(CommandError);
  expect(read).toThrow(sentence);
});

test("without an account the sentence names the variables, and no option takes a password", () => {
  const args = ["upload", "a", "--product", "mug"];
  expect(() => readArgs(args, { PICKET_EMAIL: "ann@shop.example" })).toThrow("PICKET_PASSWORD");
  expect(() => readArgs([...args, "--password", "x"], account)).toThrow("Unknown option");
});

test("the help names every option and fits 80 columns", () => {
  for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const named = help.match(/--[a-z-]+/g);
  const listed =
    "product url recursive concurrency dry-run again json route input help version".split(" ");
  expect(named).toEqual(expect.arrayContaining(listed.map((option) => `--${option}`)));
});
