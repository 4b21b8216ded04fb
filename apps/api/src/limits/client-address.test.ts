import { describe, expect, test } from "vitest";
import { clientAddress, networkOf } from "./client-address.ts";

describe("a client's address", () => {
  test("is the connection's where no proxy is trusted", () => {
    expect(clientAddress({ remoteAddress: "192.0.2.1", forwardedFor: undefined })).toBe(
      "192.0.2.1",
    );
  });

  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["10.0.0.1, 203.0.113.9", "203.0.113.9"],
    ["203.0.113.9 , 2001:db8::1", "2001:db8::1"],
    ["203.0.113.9:5678", "203.0.113.9"],
    ["[2001:db8::1]:5678", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["10.0.0.1, made up", "192.0.2.1"],
    ["10.0.0.1, made.up:80", "192.0.2.1"],
    ["", "192.0.2.1"],
  ])("of %j is what our proxy put last", (forwardedFor, expected) => {
    expect(clientAddress({ remoteAddress: "192.0.2.1", forwardedFor })).toBe(expected);
  });
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::1", "0:0:0:0"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2:ffff::", "2001:db8:1:2"],
  ["2001:DB8::6", "2001:db8:0:0"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["", ""],
])("%j is of the network %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
