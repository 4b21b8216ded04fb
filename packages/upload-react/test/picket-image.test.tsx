import { renderToString } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import { PicketImage } from "../src/index.ts";

const image = {
  width: 4000,
  height: 3000,
  placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
  dominantColor: "#806040",
  variants: [
    { key: "images/1/320.webp", type: "image/webp", width: 320, height: 240 },
    { key: "images/1/320.jpg", type: "image/jpeg", width: 320, height: 240 },
  ],
};
const place = { image, baseUrl: "https://images.example", sizes: "50vw" };

beforeEach(() => {
  const complaints = vi.spyOn(console, "error").mockImplementation(refuse);
  return () => complaints.mockRestore();
});

/** React says what is wrong, and goes on. */
function refuse(...complaint: unknown[]): never {
  throw new Error(complaint.join(" "));
}

test("a server writes all addresses, the shape, the colour, and nothing that hides the photo", () => {
  const html = renderToString(<PicketImage {...place} alt="A mug" className="cover" />);
  expect(html).toContain('srcSet="https://images.example/images/1/320.webp 320w"');
  expect(html).toContain('src="https://images.example/images/1/320.jpg"');
  for (const attribute of ['width="320"', 'height="240"', 'sizes="50vw"', 'alt="A mug"']) {
    expect(html).toContain(attribute);
  }
  expect(html).toContain('class="cover"');
  expect(html).toContain('style="background-color:#806040"');
});

test("what is not seen first is loaded late, and told so before it has an address", () => {
  const html = renderToString(<PicketImage {...place} alt="" />);
  expect(html).toContain('decoding="async"');
  expect(html.indexOf('loading="lazy"')).toBeGreaterThan(-1);
  expect(html.indexOf('loading="lazy"')).toBeLessThan(html.indexOf(' src="'));
});

test("what is seen first is loaded at once, before others", () => {
  const html = renderToString(<PicketImage {...place} alt="" priority />);
  expect(html).toMatch(/fetchpriority="high"/i);
  expect(html).not.toContain("lazy");
  expect(html).not.toContain("priority=true");
});

test("an image from before there were colours has none", () => {
  const old = { ...image, dominantColor: null, placeholder: null };
  const html = renderToString(<PicketImage {...place} image={old} alt="" />);
  expect(html).toContain("<img");
  expect(html).not.toContain("background");
});

test("what is on the `<img>` is the caller's to say", () => {
  const html = renderToString(
    <PicketImage
      {...place}
      alt=""
      loading="eager"
      width={100}
      data-id="7"
      style={{ backgroundColor: "red" }}
    />,
  );
  expect(html).toContain('loading="eager"');
  expect(html).toContain('width="100"');
  expect(html).toContain('data-id="7"');
  expect(html).toContain("background-color:red");
});

test("the compiler wants words, a width, and a place for keys", () => {
  const variants = [{ url: "/mug.jpg", type: "image/jpeg", width: 3, height: 2 }];
  // @ts-expect-error: what it shows
  <PicketImage {...place} />;
  // @ts-expect-error: how wide it is shown
  <PicketImage image={image} baseUrl="" alt="" />;
  // @ts-expect-error: where the keys are to be found
  <PicketImage image={image} sizes="50vw" alt="" />;
  // @ts-expect-error: one place, not two
  <PicketImage {...place} toUrl={() => ""} alt="" />;
  expect(renderToString(<PicketImage image={{ variants }} sizes="3px" alt="" />)).toContain("mug");
});
