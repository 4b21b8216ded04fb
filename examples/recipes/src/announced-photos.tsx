/** Uploads for people who do not see them: a live region says each thing once. */
import { describeAnnouncement, useImageUpload, useUploadAnnouncements } from "@picket/upload-react";
import { api } from "hello-world/client";

export function AnnouncedPhotos({ productId }: { productId: string }) {
  const upload = useImageUpload({ api: api.productImage, input: { productId } });
  const news = useUploadAnnouncements(upload);
  return (
    <>
      <input aria-label="Add photos" {...upload.getInputProps()} />
      <p role="status">{news.map((latest) => describeAnnouncement(latest)).join(" ")}</p>
    </>
  );
}
