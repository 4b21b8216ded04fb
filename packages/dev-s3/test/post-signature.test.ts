/** POST Object: who signed the form, for where, and until when. */
import { describe, test } from "vitest";
import { withExtraField, withField, withoutField } from "./post-form.ts";
import { bucket, denied, invalidArgument, invalidPolicy, refuseForms } from "./refused-forms.ts";

const { expectRefusal, server, signed, withPolicy } = refuseForms();

describe("the signature", () => {
  test("of another secret is refused", async () => {
    const form = signed((draft) => (draft.secretAccessKey = "another secret"));
    await expectRefusal(form, { status: 403, code: "SignatureDoesNotMatch" });
  });

  test("with one digit changed is refused", async () => {
    const form = signed();
    const [, signature] = form.fields.find(([name]) => name === "x-amz-signature")!;
    const changed = (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
    await expectRefusal(withField(form, "x-amz-signature", changed), {
      status: 403,
      code: "SignatureDoesNotMatch",
    });
  });

  test("cut short is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-signature", "ab12"), {
      status: 403,
      code: "SignatureDoesNotMatch",
    });
  });

  test("of another policy is refused, before that policy is even decoded", async () => {
    const form = withField(signed(), "policy", "%%% not base64 %%%");
    await expectRefusal(form, { status: 403, code: "SignatureDoesNotMatch" });
  });

  test("in the manner of version 2 is refused", async () => {
    const form = withExtraField(signed(), "AWSAccessKeyId", server().credentials.accessKeyId);
    await expectRefusal(form, { status: 400, code: "InvalidRequest", message: /AWS4-HMAC-SHA256/ });
  });

  test.each(["x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm"])(
    "without the field %s is refused",
    async (name) => {
      await expectRefusal(withoutField(signed(), name), {
        ...invalidArgument,
        message: `Bucket POST must contain a field named '${name}'`,
      });
    },
  );

  test("without policy is anonymous, and refused", async () => {
    await expectRefusal(withoutField(signed(), "policy"), denied);
  });

  test("with neither policy nor signature is anonymous, and refused", async () => {
    const fields: [string, string][] = [["key", "incoming/anonymous"]];
    await expectRefusal({ ...signed(), fields }, denied);
  });

  test("with a session token is refused, since the keys here have none", async () => {
    const form = signed((draft) => {
      draft.fields.push(["x-amz-security-token", "made-up"]);
      draft.conditions.push({ "x-amz-security-token": "made-up" });
    });
    await expectRefusal(form, { status: 400, code: "InvalidToken" });
  });

  test("of an unknown key is refused", async () => {
    const form = signed((draft) => (draft.accessKeyId = "SOMEBODYELSE00000000"));
    await expectRefusal(form, { status: 403, code: "InvalidAccessKeyId" });
  });

  test("by another algorithm is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-algorithm", "AWS4-HMAC-MD5"), invalidArgument);
  });
});

describe("the scope", () => {
  const malformed = { status: 400, code: "AuthorizationQueryParametersError" };

  test("of another region is refused", async () => {
    const form = signed((draft) => (draft.scope.region = "eu-central-1"));
    await expectRefusal(form, {
      ...malformed,
      message: /'eu-central-1' is wrong; expecting 'us-east-1'/,
    });
  });

  test("of another service is refused", async () => {
    const form = signed((draft) => (draft.scope.service = "ec2"));
    await expectRefusal(form, malformed);
  });

  test("with another ending is refused", async () => {
    const form = signed((draft) => (draft.scope.terminator = "aws3_request"));
    await expectRefusal(form, malformed);
  });

  test("of another day than x-amz-date is refused", async () => {
    const form = withField(signed(), "x-amz-date", "20200101T000000Z");
    await expectRefusal(form, malformed);
  });

  test("that is no credential at all is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-credential", "nonsense"), malformed);
  });
});

describe("time", () => {
  const expired = { ...denied, message: "Invalid according to Policy: Policy expired." };

  test("after the expiration is refused", async () => {
    await expectRefusal(
      signed((draft) => (draft.expiresAt = new Date(Date.now() - 1000))),
      expired,
    );
  });

  test("that passes while the ticket lies around makes it useless", async () => {
    const form = signed();
    server().setClockOffset(5 * 60_000 + 1000);
    await expectRefusal(form, expired);
  });

  test("of more than seven days since the signature is refused, whatever the policy says", async () => {
    const form = signed((draft) => {
      draft.signedAt = new Date(Date.now() - 8 * 24 * 60 * 60_000);
    });
    await expectRefusal(form, expired);
  });

  test.each(["tomorrow", "2030-01-01", "2030-01-01 00:00:00+00:00", "", 2_000_000_000, null])(
    "given as %j is no expiration",
    async (expiration) => {
      const conditions = [{ bucket }];
      const form = withPolicy(JSON.stringify({ expiration, conditions }));
      await expectRefusal(form, { ...invalidPolicy, message: /expiration/ });
    },
  );

  test("written as no date that the calendar knows is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-date", "20261399T000000Z"), invalidArgument);
  });
});

describe("the bucket", () => {
  test("that is addressed must be the one of the policy", async () => {
    await expectRefusal(
      signed(),
      { ...denied, message: /\["eq", "\$bucket", "picket"\]/ },
      "other",
    );
  });

  test("cannot be talked over by a field of that name", async () => {
    await expectRefusal(withExtraField(signed(), "bucket", bucket), denied, "other");
  });

  test("must be the one that the field names", async () => {
    await expectRefusal(withExtraField(signed(), "bucket", "other"), invalidArgument);
  });

  test("must exist", async () => {
    await expectRefusal(signed(), { status: 404, code: "NoSuchBucket" }, "no-such-bucket");
  });
});
