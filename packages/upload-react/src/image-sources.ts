/** The addresses of a published image, as `<picture>` wants them. */

/** Width and height in pixels. */
type Variant = { type: string; width: number; height: number };

/** An image whose addresses are known, as an API gives it to a page. */
export type ImageWithUrls = ImageOf<Variant & { url: string }>;

/** An image as the server's `onPublished` gets it: where its variants are to be seen is not said. */
export type ImageWithKeys = ImageOf<Variant & { key: string }>;

type ImageOf<V> = {
  /** says that it is the same photo when its addresses are new, as signed ones are; otherwise they say it */
  id?: string | undefined;
  variants: readonly V[];
  /** base64 of a thumbhash */
  placeholder?: string | null | undefined;
  /** of CSS; `#rrggbb` as the server makes it */
  dominantColor?: string | null | undefined;
};

/** Where the variants of an `ImageWithKeys` are to be seen. */
export type ImagePlace =
  | {
      /** public URL of the bucket, without a slash at its end */
      baseUrl: string;
      toUrl?: undefined;
    }
  | {
      /** for addresses of another form, e.g. signed ones */
      toUrl: (variant: ImageWithKeys["variants"][number]) => string;
      baseUrl?: undefined;
    };

export type ImageSources = {
  /** the widest JPEG; where there are no JPEGs, of the format that most browsers show */
  src: string;
  /** of the format of `src` */
  srcSet: string;
  /** pixels of `src`; its shape is that of all variants, also where they are cut */
  width: number;
  height: number;
  /** the other formats, smallest files first: one `<source>` for each */
  sources: Array<{ type: string; srcSet: string }>;
};

/** From the one that most browsers show to the one with the smallest files; one that is not here is newer than these. */
const formats = ["image/jpeg", "image/webp", "image/avif"];

/** @throws TypeError when there are no variants */
export function imageSources(image: ImageWithUrls): ImageSources;
export function imageSources(image: ImageWithKeys, place: ImagePlace): ImageSources;
export function imageSources(
  image: ImageWithUrls | ImageWithKeys,
  place?: ImagePlace,
): ImageSources {
  const variants = image.variants
    .map((variant) => ({ ...variant, url: urlOf(variant, place) }))
    .sort((a, b) => a.width - b.width);
  const [fallback, ...others] = [...new Set(variants.map(({ type }) => type))].sort(
    (a, b) => rankOf(a) - rankOf(b),
  );
  const widest = variants.findLast(({ type }) => type === fallback);
  if (fallback === undefined || !widest) throw new TypeError("The image has no variants.");
  const { url, width, height } = widest;
  return {
    src: url,
    srcSet: srcSetOf(fallback),
    width,
    height,
    sources: others.toReversed().map((type) => ({ type, srcSet: srcSetOf(type) })),
  };

  function srcSetOf(format: string): string {
    return variants
      .filter(({ type }) => type === format)
      .map((variant) => `${variant.url} ${variant.width}w`)
      .join(", ");
  }
}

function urlOf(variant: Variant & ({ url: string } | { key: string }), place?: ImagePlace): string {
  if ("url" in variant) return variant.url;
  if (!place) throw new TypeError("The variants have keys only: give `baseUrl` or `toUrl` too.");
  return place.toUrl ? place.toUrl(variant) : `${place.baseUrl}/${variant.key}`;
}

function rankOf(type: string): number {
  const rank = formats.indexOf(type);
  return rank === -1 ? formats.length : rank;
}
