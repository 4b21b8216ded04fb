/** Photos of a product, public ones and private ones. */
import { imageSources, PicketImage } from "@picket/upload-react";
import type { privateImage, shownImage } from "./shown-image.ts";

type ShownImage = ReturnType<typeof shownImage>;
type PrivateImage = Awaited<ReturnType<typeof privateImage>>;

const baseUrl = "https://images.example";

export function ProductGallery({ images, title }: { images: ShownImage[]; title: string }) {
  return (
    <section className="gallery">
      {images.map((image, index) => (
        <PicketImage
          key={image.id}
          image={image}
          baseUrl={baseUrl}
          alt={`${title}, photo ${index + 1}`}
          sizes="(min-width: 60rem) 20rem, 50vw"
          priority={index === 0}
        />
      ))}
    </section>
  );
}

/** @param props.askAgain has the server sign anew, e.g. `refetch` of the query that the image came from */
export function PrivatePhoto(props: { image: PrivateImage; askAgain: () => void }) {
  return <PicketImage image={props.image} alt="Receipt" sizes="20rem" onError={props.askAgain} />;
}

/** For whatever is no `<img>`: link previews, mails, a lightbox of another library. */
export function LinkPreview({ image }: { image: ShownImage }) {
  const { src, width, height } = imageSources(image, { baseUrl });
  return (
    <>
      <meta property="og:image" content={src} />
      <meta property="og:image:width" content={String(width)} />
      <meta property="og:image:height" content={String(height)} />
    </>
  );
}
