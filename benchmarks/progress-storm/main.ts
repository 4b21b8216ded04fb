/** `pnpm --filter benchmarks progress-storm`: prints what a progress event costs, and whether that grows with the list. */
import { measureStorm } from "./measure-storm.ts";

process.stdout.write(
  [
    "| items | events | µs an event | snapshots | µs a snapshot |",
    "| ----: | -----: | ----------: | --------: | ------------: |",
    "",
  ].join("\n"),
);
const eventsPerItem = 100;
// Warms up.
await measureStorm({ items: 100, eventsPerItem });
for (const items of [50, 100, 200, 400]) {
  const storm = await measureStorm({ items, eventsPerItem });
  process.stdout.write(`| ${cells(storm).join(" | ")} |\n`);
}

function cells(storm: Awaited<ReturnType<typeof measureStorm>>): string[] {
  return [
    String(storm.items).padStart(5),
    String(storm.events).padStart(6),
    storm.microsecondsPerEvent.toFixed(1).padStart(11),
    String(storm.notices).padStart(9),
    storm.microsecondsPerSnapshot.toFixed(1).padStart(13),
  ];
}
