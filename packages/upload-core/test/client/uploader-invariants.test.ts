/** Whatever a person does, and whatever server, storage and line make of it: what holds at every moment, and in the end. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createFaultyWorld, dieSides } from "./faulty-world.ts";
import { createPerson } from "./person.ts";

const which = fc.nat({ max: 9 });
const ms = fc.constantFrom(5, 700, 6000, 60_000, 400_000);

const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("wait"), ms }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("add"), isTwice: fc.boolean() }) },
  fc.record({ type: fc.constantFrom("cancel", "retry", "remove", "findAgain"), which }),
  fc.record({ type: fc.constant("move"), which, toIndex: fc.integer({ min: -1, max: 9 }) }),
  fc.record({ type: fc.constantFrom("pause", "resume", "clear", "reload") }),
  fc.record({ type: fc.constantFrom("cancelAll", "retryAll") }),
  fc.record({ type: fc.constant("line"), isThere: fc.boolean() }),
);

const luck = fc.record({
  dice: fc.array(fc.nat({ max: dieSides - 1 }), { maxLength: 80, size: "max" }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  maxFiles: fc.integer({ min: 2, max: 8 }),
});

/**
 * At every moment (`faulty-world.ts` and `person.ts` look):
 * - a settled item changes by nothing but a retry, one that is published or rejected by nothing at all
 * - progress is from 0 to 1, and 1 only of what is published, and of a list in which something is and all is settled
 * - within an attempt no progress falls, an item's or the list's, and attempts never count back
 * - at most `concurrency` files are sent at once, and at most one more has or gets a ticket
 * - bytes that have arrived are never sent again, with their ticket or another, and none with an expired ticket
 * - the server is not asked again about what it has published, and only what is not wanted is discarded
 *
 * In the end, when all goes well and a person resumes and retries:
 * - every item is published or rejected, what is published was published once, and no more than allowed
 * - what has arrived was published, refused or discarded, unless it was taken out while the server was at it
 * - also over reloads of the page, every promise is kept, and no timer runs on
 */
test("the invariants hold", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 40, size: "max" }),
      luck,
      async (actions, world) => {
        const person = createPerson(createFaultyWorld(world));
        for (const next of actions) await person.act(next);
        await person.bringToAnEnd();
        expect(person.violations).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});
