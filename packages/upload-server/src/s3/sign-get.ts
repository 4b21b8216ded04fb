/** Signs a GET of one object. Needs `@aws-sdk/s3-request-presigner`, which is loaded with the first URL: public routes sign none. */
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { GetDescription } from "../object-store.ts";

type Target = { client: S3Client; bucket: string; publicEndpoint?: string | undefined };

/**
 * @returns a URL whose answer has the headers that were signed, whatever the object was put with
 * @see AWS S3 API, "GetObject", the response-… parameters
 */
export async function signGet(
  { client, bucket, publicEndpoint }: Target,
  { key, type, disposition, cacheControl, expiresInSeconds }: GetDescription,
): Promise<string> {
  const { getSignedUrl } = await import("@aws-sdk/s3-request-presigner");
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentType: type,
    ResponseContentDisposition: disposition,
    ResponseCacheControl: cacheControl,
  });
  if (publicEndpoint !== undefined) {
    // Unlike a form's, this signature covers the host: it is changed before.
    command.middlewareStack.add(
      (next) => (build) => {
        moveRequest(build.request as SignedRequest, publicEndpoint, bucket);
        return next(build);
      },
      { step: "build", priority: "low" },
    );
  }
  return getSignedUrl(client, command, { expiresIn: expiresInSeconds });
}

/** As the SDK hands it from one middleware to the next. */
type SignedRequest = {
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
  headers: Record<string, string>;
};

function moveRequest(request: SignedRequest, publicEndpoint: string, bucket: string): void {
  const moved = new URL(publicEndpoint);
  const isPathStyle = request.path.startsWith(`/${bucket}/`);
  const hostname = isPathStyle ? moved.hostname : `${bucket}.${moved.hostname}`;
  request.protocol = moved.protocol;
  request.hostname = hostname;
  request.port = moved.port === "" ? undefined : Number(moved.port);
  request.path = `${moved.pathname.replace(/\/$/, "")}${request.path}`;
  request.headers["host"] = moved.port === "" ? hostname : `${hostname}:${moved.port}`;
}
