/** Puts something on the page, and takes it away after the test. */
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { onTestFinished } from "vitest";

export function render(node: ReactNode): { unmount: () => void; show: (next: ReactNode) => void } {
  const element = document.body.appendChild(document.createElement("div"));
  const root = createRoot(element);
  root.render(node);
  onTestFinished(() => {
    root.unmount();
    element.remove();
  });
  return { unmount: () => root.unmount(), show: (next) => root.render(next) };
}
