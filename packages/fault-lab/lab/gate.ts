/** Something to wait for, until a test opens it. */

export type Gate = { until: Promise<void>; open: () => void };

export function createGate(): Gate {
  let open = (): void => {};
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { until, open: () => open() };
}
