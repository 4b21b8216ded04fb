/** Who asks: nobody, or the one owner by SigV4 in header or query. */
import { authenticateHeader } from "./authenticate-header.ts";
import { authenticateQuery } from "./authenticate-query.ts";
import { type Authority, type Caller, unsupportedMechanism } from "./check-signature.ts";
import { invalidArgument } from "./s3-error.ts";
import { headerOf, queryOf, type S3Request } from "./s3-request.ts";

/**
 * Checks the signature of a request, wherever it is.
 * @throws the codes that S3 answers to a bad, late or incomplete signature
 */
export function authenticate(authority: Authority, request: S3Request): Caller {
  const authorization = headerOf(request, "authorization");
  const isPresigned = ["X-Amz-Algorithm", "X-Amz-Signature", "X-Amz-Credential"].some(
    (name) => queryOf(request, name) !== undefined,
  );
  const isPresignedV2 = queryOf(request, "AWSAccessKeyId") !== undefined;
  if (authorization !== undefined && (isPresigned || isPresignedV2)) {
    throw invalidArgument(
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
      "Authorization",
      authorization,
    );
  }
  if (isPresignedV2) throw unsupportedMechanism();
  if (authorization !== undefined) return authenticateHeader(authority, request, authorization);
  if (isPresigned) return authenticateQuery(authority, request);
  return { status: "anonymous" };
}
