/** What a page needs of a published image, of a public route and of a private one. */
import { getViewUrl, type PublishedImage } from "@picket/upload-server";

/** For `onPublished` to keep and to return. */
export function shownImage({ id, variants, placeholder, dominantColor }: PublishedImage) {
  return { id, variants, placeholder, dominantColor };
}

/** Asked for anew whenever a person who may see the photo opens the page: the addresses are good for five minutes. */
export async function privateImage(
  place: Parameters<typeof getViewUrl>[0],
  image: ReturnType<typeof shownImage>,
) {
  const variants = image.variants.map(async (variant) => {
    const { type, width, height } = variant;
    return { type, width, height, url: await getViewUrl(place, variant) };
  });
  return { ...image, variants: await Promise.all(variants) };
}
