/** Nothing that we take is large: claims, titles, passwords. Image bytes never come here. */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

const maxBytes = 64 * 1024;

const limitStream = bodyLimit({
  maxSize: maxBytes,
  onError: (c) => c.text("Too large.\n", 413),
});

export const limitBody: MiddlewareHandler = async (c, next) => {
  const length = c.req.header("content-length");
  // A body that comes in pieces, of a length that nobody has said, is counted while it is read. Any other is cut
  // off by Node where it said that it ends; asking for it as a stream would only make the reading slower.
  if (length === undefined || c.req.header("transfer-encoding") !== undefined) {
    return limitStream(c, next);
  }
  if (Number(length) > maxBytes) return c.text("Too large.\n", 413);
  return next();
};
