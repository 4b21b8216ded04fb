/** How an app tests a component of its own: it is given the fake's ports where the app gives it its tRPC client. */
import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeRefusal, useImageUpload, type UploaderOptions } from "../src/index.ts";
import { createFakeUploads, photoFile, type FakeUploadsOptions } from "../src/testing.ts";
import { render } from "./render.tsx";

type Photo = { url: string };
type PhotoUploads = Omit<UploaderOptions<{ productId: string }, Photo>, "input">;

/** The app's. In its page: `<ProductPhotos uploads={{ api: client.uploads.productImage }} … />`. */
function ProductPhotos({ uploads, productId }: { uploads: PhotoUploads; productId: string }) {
  const upload = useImageUpload({ ...uploads, input: { productId } });
  const { items, totals, status, retry, getRootProps, getInputProps } = upload;
  return (
    <section {...getRootProps()}>
      <input aria-label="Add photos" {...getInputProps()} />
      <progress value={totals.progress} />
      {status === "offline" && <p>No connection. Your photos wait.</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            {item.status === "published" && <img alt={item.name} src={item.data.url} />}
            {(item.status === "failed" || item.status === "rejected") &&
              describeRefusal(item.refusal)}
            {item.status === "failed" && (
              <button type="button" onClick={() => retry(item.id)}>
                Try again
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function setUp(options: Partial<FakeUploadsOptions<{ productId: string }, Photo>> = {}) {
  const uploads = createFakeUploads({
    publish: ({ name }, { productId }: { productId: string }) => ({
      url: `data:,${productId}/${name}`,
    }),
    ...options,
  });
  render(<ProductPhotos uploads={uploads.ports} productId="p1" />);
  return uploads;
}

const add = (...files: File[]) => userEvent.upload(page.getByLabelText("Add photos"), files);

test("an added photo is shown", async () => {
  const uploads = setUp();
  await add(photoFile("mug.jpg"));
  await expect.element(page.getByAltText("mug.jpg")).toHaveAttribute("src", "data:,p1/mug.jpg");
  expect(uploads.tickets).toMatchObject([
    { input: { productId: "p1" }, file: { name: "mug.jpg" } },
  ]);
});

test("a full shop says so, and the photo can be tried again when there is room", async () => {
  const uploads = setUp({ outcomes: { "mug.jpg": ["QUOTA_EXCEEDED", "publish"] } });
  await add(photoFile("mug.jpg"));
  await expect.element(page.getByText("storage is full")).toBeVisible();
  await userEvent.click(page.getByRole("button", { name: "Try again" }));
  await expect.element(page.getByAltText("mug.jpg")).toBeInTheDocument();
  expect(uploads.requests.filter((request) => request === "ticket mug.jpg")).toHaveLength(2);
});

test("a photo that fails twice needs nobody's help", async () => {
  const uploads = setUp({ outcomes: { "mug.jpg": ["NETWORK", "NETWORK", "publish"] } });
  await add(photoFile("mug.jpg"));
  const photo = page.getByAltText("mug.jpg");
  await uploads.clock.runUntil(() => photo.query() !== null);
  await expect.element(photo).toBeInTheDocument();
});

test("the bar follows the bytes", async () => {
  const uploads = setUp({ outcomes: { "mug.jpg": "hold" } });
  await add(photoFile("mug.jpg", { sizeBytes: 5_000_000 }));
  await expect.poll(uploads.held).toEqual(["mug.jpg"]);
  uploads.progress("mug.jpg", 0.5);
  await expect.element(page.getByRole("progressbar")).toHaveAttribute("value", "0.5");
  uploads.release("mug.jpg");
  await expect.element(page.getByRole("progressbar")).toHaveAttribute("value", "1");
});

test("without a connection photos wait, and go on with it", async () => {
  const uploads = setUp({ outcomes: { "mug.jpg": "hold" } });
  await add(photoFile("mug.jpg"));
  await expect.poll(uploads.held).toEqual(["mug.jpg"]);
  uploads.connection.setOnline(false);
  await expect.element(page.getByText("Your photos wait")).toBeVisible();
  uploads.setOutcomes("mug.jpg", "publish");
  uploads.connection.setOnline(true);
  await expect.element(page.getByAltText("mug.jpg")).toBeInTheDocument();
});

test("a policy is kept to as on the server", async () => {
  setUp({ policy: { maxSizeBytes: 1_000_000 } });
  await add(photoFile("mug.jpg", { sizeBytes: 2_000_000 }));
  await expect.element(page.getByText("Save a smaller copy")).toBeVisible();
});
