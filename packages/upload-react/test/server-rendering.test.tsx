import { useImageUpload, usePreviewUrl } from "../src/index.ts";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { createScriptedApi } from "./scripted-api.ts";

test("on a server the list is empty, and the inputs are there", () => {
  const { api } = createScriptedApi();
  function Page() {
    const upload = useImageUpload({ api, input: { productId: "p1" } });
    const url = usePreviewUrl(new File(["x"], "a.jpg"));
    return (
      <div {...upload.getRootProps()}>
        <input {...upload.getInputProps()} />
        {upload.items.length} photos, {upload.status}, {url ?? "no preview"}
      </div>
    );
  }
  const html = renderToString(<Page />).replaceAll("<!-- -->", "");
  expect(html).toContain("0 photos, idle, no preview");
  expect(html).toContain('type="file"');
});
