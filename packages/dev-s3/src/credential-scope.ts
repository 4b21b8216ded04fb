/** The credential of a signature: `AKID/20260102/us-east-1/s3/aws4_request`. */
import { S3Error, type S3ErrorCode } from "./s3-error.ts";
import type { SigningScope } from "./sigv4.ts";

export type Credentials = { accessKeyId: string; secretAccessKey: string };

/** How a place that carries a credential words its complaints. */
type Complaint = { code: S3ErrorCode; prefix: string };

export const headerComplaint: Complaint = {
  code: "AuthorizationHeaderMalformed",
  prefix: "The authorization header is malformed; ",
};

export const queryComplaint: Complaint = {
  code: "AuthorizationQueryParametersError",
  prefix: "Error parsing the X-Amz-Credential parameter; ",
};

/**
 * Reads a credential and checks its scope and its key.
 * @param amzDate `20260102T030405Z`, whose day the scope must name
 * @throws the complaint's code for a wrong form, day, region, service or terminator; InvalidAccessKeyId
 */
export function readScope(
  credential: string,
  expected: { credentials: Credentials; region: string; amzDate: string },
  complaint: Complaint,
): SigningScope {
  const complain = (text: string, details: Record<string, string> = {}) =>
    new S3Error(complaint.code, { message: complaint.prefix + text, details });

  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split("/");
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined ||
    rest.length > 0
  ) {
    throw complain(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (!/^\d{8}$/.test(date)) {
    throw complain(
      `incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  }
  if (region !== expected.region) {
    throw complain(`the region '${region}' is wrong; expecting '${expected.region}'`, {
      Region: expected.region,
    });
  }
  if (service !== "s3") {
    throw complain(`incorrect service "${service}". This endpoint belongs to "s3".`);
  }
  if (terminator !== "aws4_request") {
    throw complain(`incorrect terminal "${terminator}". This endpoint uses "aws4_request".`);
  }
  if (date !== expected.amzDate.slice(0, 8)) {
    throw complain(
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${expected.amzDate.slice(0, 8)}".`,
    );
  }
  if (accessKeyId !== expected.credentials.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", { details: { AWSAccessKeyId: accessKeyId } });
  }
  return { date, region, service };
}
