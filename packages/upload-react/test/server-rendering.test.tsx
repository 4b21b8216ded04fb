import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { useImageUpload, usePreviewUrl, useUploadAnnouncements } from "../src/index.ts";
import { createFakeUploads, photoFile } from "../src/testing.ts";

test("on a server the list is empty, the inputs are there, and nothing is asked", () => {
  const { ports, requests } = createFakeUploads({ publish: () => null });
  function Page() {
    const upload = useImageUpload({ ...ports, input: { productId: "p1" } });
    const url = usePreviewUrl(photoFile("mug.jpg"));
    const news = useUploadAnnouncements(upload);
    return (
      <div {...upload.getRootProps()}>
        <input {...upload.getInputProps({ capture: "environment" })} />
        {upload.items.length} photos, {upload.status}, {url ?? "no preview"}, {news.length} news
      </div>
    );
  }
  const html = renderToString(<Page />).replaceAll("<!-- -->", "");
  expect(html).toContain("0 photos, idle, no preview, 0 news");
  expect(html).toContain('type="file"');
  expect(html).toContain('capture="environment"');
  expect(requests).toEqual([]);
});
