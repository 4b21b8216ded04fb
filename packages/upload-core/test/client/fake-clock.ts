/** The kit's clock, for the engine's own tests. */
export { createFakeClock, turn } from "../../src/testing/fake-clock.ts";
