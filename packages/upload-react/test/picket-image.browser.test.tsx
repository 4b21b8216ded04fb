import { createRef, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { page } from "vitest/browser";
import { PicketImage } from "../src/index.ts";
import { heldPicture } from "./held-picture.ts";
import { render } from "./render.tsx";

const image = page.getByRole("img", { name: "A mug" });
const element = () => image.element() as HTMLImageElement;
const animate = vi.spyOn(HTMLImageElement.prototype, "animate");
const noPicture = new Blob(["no picture"], { type: "image/jpeg" });
const props = { sizes: "40px", alt: "A mug" };

afterEach(() => {
  animate.mockClear();
});

test("a photo's place has its shape and its colour, then its placeholder, then the photo", async () => {
  const { image: held, bring } = heldPicture();
  render(<PicketImage {...props} image={held} style={{ width: 200, height: "auto" }} />);
  await expect.poll(() => element().style.backgroundImage).toMatch(/^url\("data:image\/png/);
  expect(element().style.backgroundColor).toBe("rgb(128, 96, 64)");
  // what has come of it so far stays out of sight
  expect(element().style.objectPosition).toContain("200vmax");
  expect(element().getBoundingClientRect()).toMatchObject({ width: 200, height: 150 });
  expect(animate).not.toHaveBeenCalled();
  await bring();
  await expectShown();
  expect(element().getBoundingClientRect()).toMatchObject({ width: 200, height: 150 });
  expect(animate).toHaveBeenCalledTimes(1);
});

test("whoever wants less motion sees the photo at once", async () => {
  const matchMedia = vi.spyOn(window, "matchMedia");
  matchMedia.mockImplementation((query) => {
    expect(query).toBe("(prefers-reduced-motion: reduce)");
    // nothing else of it is asked for
    return { matches: true } as MediaQueryList;
  });
  onTestFinished(() => matchMedia.mockRestore());
  const { image: held, bring } = heldPicture();
  render(<PicketImage {...props} image={held} />);
  await expect.poll(() => element().style.color).toBe("transparent");
  await bring();
  await expectShown();
  expect(matchMedia).toHaveBeenCalledTimes(1);
  expect(animate).not.toHaveBeenCalled();
});

test("the photo that is seen first is shown as it arrives", async () => {
  const { image: held, bring } = heldPicture();
  render(<PicketImage {...props} image={held} priority />);
  await expect.poll(() => element().style.backgroundImage).toContain("data:");
  expect(element().style.objectPosition).toBe("");
  expect(element().fetchPriority).toBe("high");
  await bring();
  await expectShown();
  expect(animate).not.toHaveBeenCalled();
});

test("one that arrived before React took the page over is left as it is", async () => {
  const complaints = vi.spyOn(console, "error");
  onTestFinished(() => complaints.mockRestore());
  const { image: held, bring } = heldPicture();
  await bring();
  const there = <PicketImage {...props} image={held} loading="eager" />;
  const home = document.body.appendChild(document.createElement("div"));
  home.innerHTML = renderToString(there);
  await expect.poll(() => element().complete).toBe(true);
  expect(element().style.backgroundColor).toBe("rgb(128, 96, 64)");
  const root = hydrateRoot(home, <StrictMode>{there}</StrictMode>);
  onTestFinished(() => {
    root.unmount();
    home.remove();
  });
  await expectShown();
  expect(complaints).not.toHaveBeenCalled();
});

test("where it cannot be loaded, the alt text can be read", async () => {
  const { image: held, bring } = heldPicture();
  const onError = vi.fn<() => void>();
  render(<PicketImage {...props} image={held} onError={onError} />);
  await expect.poll(() => element().style.color).toBe("transparent");
  await bring(noPicture);
  await expect.poll(() => element().getAttribute("style")).toBe("");
  expect(onError).toHaveBeenCalledTimes(1);
});

test("a photo whose address has expired is shown by its next one, in the same place", async () => {
  const [expired, signed] = [heldPicture(), heldPicture()];
  const { show } = render(<PicketImage {...props} image={{ ...expired.image, id: "mug" }} />);
  await expect.poll(() => element().style.color).toBe("transparent");
  await expired.bring(noPicture);
  await expect.poll(() => element().style.color).toBe("");
  const before = element();
  show(<PicketImage {...props} image={{ ...signed.image, id: "mug" }} />);
  await signed.bring();
  await expectShown();
  expect(element()).toBe(before);
});

test("another photo in its place starts with a placeholder of its own", async () => {
  const [first, second] = [heldPicture(), heldPicture()];
  await first.bring();
  const { show } = render(<PicketImage {...props} image={first.image} />);
  await expectShown();
  show(<PicketImage {...props} image={second.image} />);
  await expect.poll(() => element().style.backgroundImage).toContain("data:");
  expect(element().naturalWidth).toBe(0);
  await second.bring();
  await expectShown();
});

test("the `<img>` is the caller's: ref, class, events, and a layout without anything around it", async () => {
  const { image: held, bring } = heldPicture();
  const [ref, onLoad] = [createRef<HTMLImageElement>(), vi.fn<() => void>()];
  render(
    <div style={{ display: "grid", width: 300 }}>
      <PicketImage {...props} image={held} ref={ref} className="mug" onLoad={onLoad} />
    </div>,
  );
  await bring();
  await expectShown();
  expect(ref.current).toBe(element());
  expect(element().className).toBe("mug");
  expect(onLoad).toHaveBeenCalledTimes(1);
  expect(element().closest("picture")?.getClientRects()).toHaveLength(0);
});

test("the browser takes the best format that it knows, as wide as the layout needs", async () => {
  const formats = ["image/jpeg", "image/webp", "image/avif", "image/of-tomorrow"];
  const variants = formats.flatMap((type) =>
    [100, 1000].map((width) => ({ type, width, height: width, url: `/${width}.${type}` })),
  );
  render(<PicketImage {...props} image={{ variants }} loading="eager" />);
  const width = devicePixelRatio * 40 <= 100 ? 100 : 1000;
  await expect.poll(() => element().currentSrc).toContain(`/${width}.image/avif`);
});

/** Its bytes are there, and nothing is left of what filled its place. */
async function expectShown(): Promise<void> {
  await expect.poll(() => element().naturalWidth).toBe(40);
  await expect.poll(() => element().style.backgroundColor).toBe("");
  expect(element().style).toMatchObject({ backgroundImage: "", color: "", objectPosition: "" });
}
