/** Two measures of WCAG 2.2, read from the page as it is drawn. */
import type { Page } from "@playwright/test";

/** @returns what can be pressed and is smaller than 44 × 44 CSS pixels (2.5.5, target size) */
export function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const targets = document.querySelectorAll<HTMLElement>(
      "a, button, input:not([type=file]), label:has([type=file])",
    );
    return [...targets].flatMap((target) => {
      const { width, height } = target.getBoundingClientRect();
      const isSmall = target.checkVisibility() && (width < 44 || height < 44);
      return isSmall ? [`${target.textContent} ${width} × ${height}`] : [];
    });
  });
}

/** @returns text whose contrast with what is behind it is below 4.5 (1.4.3, contrast) */
export function findFaintText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const read = (colour: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour: number[]) => {
      const [r, g, b] = colour.map((value) => {
        const channel = value / 255;
        return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const behind = (element: Element | null): number[] => {
      if (!element) return [255, 255, 255, 255];
      const colour = read(getComputedStyle(element).backgroundColor);
      return colour[3]! > 200 ? colour : behind(element.parentElement);
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());

    return [...document.body.querySelectorAll("*")].flatMap((element) => {
      // Text on a photo has a backing of its own that is see-through.
      if (
        !hasText(element) ||
        !element.checkVisibility() ||
        element.matches(".cover-badge, script, noscript")
      )
        return [];
      const [text, ground] = [read(getComputedStyle(element).color), behind(element)].map(
        luminance,
      );
      const contrast = (Math.max(text!, ground!) + 0.05) / (Math.min(text!, ground!) + 0.05);
      return contrast < 4.5 ? [`${element.textContent} ${contrast.toFixed(2)}`] : [];
    });
  });
}
