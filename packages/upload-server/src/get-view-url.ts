/** Where an image is to be seen: at its public address, or by a signed URL that expires. */
import { dispositionOf } from "./disposition-of.ts";
import { imagesPrefix } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";
import type { StoredObject } from "./publish-image.ts";

/** Long enough to look at a page, too short to be worth passing on. */
const defaultLifeSeconds = 300;

/**
 * Ask only for a person who may see it: a signed URL works for whoever has it.
 * @param place.imageBaseUrl public URL of the bucket, without a slash at its end
 * @param object a variant of a published image, or its `original`, which is handed out as a download
 * @returns a URL whose answer has the object's exact type and a name of our own, so that no browser has to guess
 * @throws STORAGE_UNAVAILABLE when no credentials can be had; never for a public image
 */
export async function getViewUrl(
  { store, imageBaseUrl }: { store: Pick<ObjectStore, "signGet">; imageBaseUrl: string },
  { key, type }: Pick<StoredObject, "key" | "type">,
  { expiresInSeconds = defaultLifeSeconds }: { expiresInSeconds?: number } = {},
): Promise<string> {
  if (key.startsWith(imagesPrefix)) return `${imageBaseUrl}/${key}`;
  return store.signGet({
    key,
    type,
    disposition: dispositionOf({ key, type }),
    // No longer than the URL: whoever may not see it any more does not see it from a cache.
    cacheControl: `private, max-age=${expiresInSeconds}`,
    expiresInSeconds,
  });
}
