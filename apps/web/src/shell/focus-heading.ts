/** Puts the focus on the heading of the page that is shown, when what had it is gone. */
export function focusHeading(): void {
  const headings = document.querySelectorAll<HTMLElement>("h1[tabindex]");
  // Pages that are mounted but hidden have headings too.
  [...headings].find((heading) => heading.checkVisibility())?.focus();
}
