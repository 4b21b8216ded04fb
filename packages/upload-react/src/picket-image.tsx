/** A published image on a page: the file that fits, a place that never jumps, and something in it until the photo is there. */
import {
  forwardRef,
  useImperativeHandle,
  version,
  type ComponentPropsWithoutRef,
  type CSSProperties,
  type ForwardedRef,
} from "react";
import {
  imageSources,
  type ImagePlace,
  type ImageSources,
  type ImageWithKeys,
  type ImageWithUrls,
} from "./image-sources.ts";
import { useArrival, type Arrival } from "./use-arrival.ts";
import { usePlaceholderUrl } from "./use-placeholder-url.ts";

type PlacedImage =
  | { image: ImageWithUrls; baseUrl?: undefined; toUrl?: undefined }
  | ({ image: ImageWithKeys } & ImagePlace);

type PhotoProps = Omit<ComponentPropsWithoutRef<"img">, "src" | "srcSet" | "alt" | "sizes"> & {
  /** what the photo shows, in words; empty where it only decorates */
  alt: string;
  /** how wide the layout shows it, as in `<img sizes>`: the browser chooses the file before it knows the layout */
  sizes: string;
  /** of the photo that people see first: it is loaded at once, before others, and shown as it arrives */
  priority?: boolean | undefined;
};

export type PicketImageProps = PlacedImage & PhotoProps;

/**
 * Everything of an `<img>` goes to the `<img>`, `ref`, `className` and `style` too: around it is a `<picture>` that the
 * layout does not see. The photo's place is filled with its dominant colour, then with its placeholder.
 * @throws TypeError when the image has no variants
 * @example
 * <PicketImage image={image} baseUrl="https://images.example" sizes="(min-width: 60rem) 20rem, 50vw" alt="A mug" />
 */
export const PicketImage = forwardRef<HTMLImageElement, PicketImageProps>(
  function PicketImage(props, ref) {
    const { image, baseUrl: _baseUrl, toUrl: _toUrl, ...rest } = props;
    const sources =
      props.baseUrl !== undefined || props.toUrl
        ? imageSources(props.image, props)
        : imageSources(props.image);
    // An `<img>` goes on showing the photo before until it has the next.
    const key = image.id ?? sources.src;
    return <Photo key={key} {...rest} outerRef={ref} image={image} sources={sources} />;
  },
);

function Photo(
  props: PhotoProps & {
    image: PlacedImage["image"];
    sources: ImageSources;
    outerRef: ForwardedRef<HTMLImageElement>;
  },
) {
  const { image, sources, outerRef, alt, sizes, priority, style, onLoad, onError, ...rest } = props;
  const { arrival, photoRef, load, fail } = useArrival(priority ? () => {} : sharpen);
  const placeholderUrl = usePlaceholderUrl(arrival === "waiting" ? image.placeholder : null);
  useImperativeHandle<HTMLImageElement | null, HTMLImageElement | null>(
    outerRef,
    () => photoRef.current,
    [photoRef],
  );
  return (
    <picture style={layoutless}>
      {sources.sources.map(({ type, srcSet }) => (
        <source key={type} type={type} srcSet={srcSet} sizes={sizes} />
      ))}
      <img
        // before `src`, or some browsers load at once what they should load when it is near
        {...(priority ? { [fetchPriority]: "high" } : lazily)}
        width={sources.width}
        height={sources.height}
        {...rest}
        ref={photoRef}
        alt={alt}
        style={{
          ...fillOf(arrival, image, placeholderUrl),
          ...style,
          ...(arrival === "waiting" && !priority && keptBack),
        }}
        onLoad={(event) => {
          load();
          onLoad?.(event);
        }}
        onError={(event) => {
          fail();
          onError?.(event);
        }}
        sizes={sizes}
        srcSet={sources.srcSet}
        src={sources.src}
      />
    </picture>
  );
}

const layoutless: CSSProperties = { display: "contents" };

const lazily = { loading: "lazy", decoding: "async" } as const;

/** React 18 knows this attribute by its name in HTML only. */
const fetchPriority = version.startsWith("18.") ? "fetchpriority" : "fetchPriority";

/** Nothing when the photo has arrived, because it may be transparent, or failed, because the alt text has to be read. */
function fillOf(
  arrival: Arrival,
  { dominantColor }: PlacedImage["image"],
  placeholderUrl: string | null,
): CSSProperties {
  if (arrival === "shown" || arrival === "failed") return {};
  return {
    ...(dominantColor && { backgroundColor: dominantColor }),
    ...(placeholderUrl !== null && {
      backgroundImage: `url("${placeholderUrl}")`,
      backgroundPosition: "center",
      backgroundSize: "cover",
    }),
    // Some browsers write the alt text there while they wait.
    ...(arrival === "waiting" && { color: "transparent" }),
  };
}

/** Out of its own box until it is whole; transparent, it would take the background with it. */
const keptBack: CSSProperties = { objectPosition: "200vmax 0" };

/** From as blurred as the placeholder was to what it is. The DOM of a test has neither. */
function sharpen(photo: HTMLImageElement): void {
  if (globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches) return;
  photo.animate?.([{ filter: "blur(12px)", offset: 0 }], { duration: 300, easing: "ease-out" });
}
