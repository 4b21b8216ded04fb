/** The examples that AWS publishes with the standard. */
import { describe, expect, test } from "vitest";
import {
  canonicalRequest,
  isSameSignature,
  parseAmzDate,
  sign,
  signingKey,
  stringToSign,
  uriEncode,
} from "./sigv4.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const scope = { date: "20130524", region: "us-east-1", service: "s3" };
const amzDate = "20130524T000000Z";
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function signatureOf(canonical: string): string {
  return sign(signingKey(secret, scope), stringToSign(amzDate, scope, canonical));
}

describe("the published examples", () => {
  test("GET Object with a range", () => {
    const headers: Record<string, string> = {
      host: "examplebucket.s3.amazonaws.com",
      range: "bytes=0-9",
      "x-amz-content-sha256": emptySha256,
      "x-amz-date": amzDate,
    };
    const canonical = canonicalRequest({
      method: "GET",
      path: "/test.txt",
      query: [],
      signedHeaders: Object.keys(headers),
      header: (name) => headers[name] ?? "",
      payloadHash: emptySha256,
    });
    expect(signatureOf(canonical)).toBe(
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    );
  });

  test("a presigned GET", () => {
    const canonical = canonicalRequest({
      method: "GET",
      path: "/test.txt",
      query: [
        ["X-Amz-SignedHeaders", "host"],
        ["X-Amz-Expires", "86400"],
        ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
        ["X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"],
        ["X-Amz-Date", amzDate],
      ],
      signedHeaders: ["host"],
      header: () => "examplebucket.s3.amazonaws.com",
      payloadHash: "UNSIGNED-PAYLOAD",
    });
    expect(signatureOf(canonical)).toBe(
      "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });

  test("a POST policy", () => {
    const policy = `{ "expiration": "2015-12-30T12:00:00.000Z",
  "conditions": [
    {"bucket": "sigv4examplebucket"},
    ["starts-with", "$key", "user/user1/"],
    {"acl": "public-read"},
    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
    ["starts-with", "$Content-Type", "image/"],
    {"x-amz-meta-uuid": "14365123651274"},
    {"x-amz-server-side-encryption": "AES256"},
    ["starts-with", "$x-amz-meta-tag", ""],

    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
    {"x-amz-date": "20151229T000000Z" }
  ]
}`.replaceAll("\n", "\r\n");
    const key = signingKey(secret, { ...scope, date: "20151229" });
    expect(sign(key, Buffer.from(policy).toString("base64"))).toBe(
      "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
    );
  });
});

describe("the rules behind them", () => {
  test("only unreserved characters stay as they are", () => {
    expect(uriEncode("az AZ09-._~/!'()*ü+&=")).toBe(
      "az%20AZ09-._~%2F%21%27%28%29%2A%C3%BC%2B%26%3D",
    );
  });

  test("a query is sorted by encoded name, then by encoded value", () => {
    const canonical = canonicalRequest({
      method: "GET",
      path: "/a b/ü",
      query: [
        ["b", ""],
        ["a", "2"],
        ["a", "1"],
        ["B", "x"],
      ],
      signedHeaders: ["host"],
      header: () => "  a   b ",
      payloadHash: "hash",
    });
    expect(canonical).toBe("GET\n/a%20b/%C3%BC\nB=x&a=1&a=2&b=\nhost:a b\n\nhost\nhash");
  });

  test("signatures of different length are different", () => {
    expect(isSameSignature("ab", "abc")).toBe(false);
    expect(isSameSignature("abc", "abc")).toBe(true);
  });

  test.each(["", "20130524", "20130524T000000", "2013-05-24T00:00:00Z", "20131399T000000Z"])(
    "%j is no time",
    (text) => {
      expect(parseAmzDate(text)).toBeUndefined();
    },
  );
});
