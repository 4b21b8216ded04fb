/** The gate before everything that a backend verifies: its routes share the decoders, so they share the places too. */
import { createGate, type Gate } from "./gate.ts";

/** For each of a person's uploads that are verified at once, so many more wait for their turn. */
const waitingPerPlace = 8;

/** How many people may have all that waiting at once; with more of them each gets less. */
const fullShares = 4;

/** Less than browsers, proxies and our own engine wait for an answer: who asks again has lost nothing. */
const maxWaitMs = 10_000;

const gates = new WeakMap<object, Gate>();

/** @param backend the same object gives the same gate */
export function gateOf(backend: { maxVerifications?: number }): Gate {
  const places = backend.maxVerifications ?? 4;
  // One place is kept, so that a person whose uploads are slow to verify is not in everybody's way.
  const placesPerOwner = Math.max(1, places - 1);
  const waitingPerOwner = placesPerOwner * waitingPerPlace;
  const waiting = waitingPerOwner * fullShares;
  const gate =
    gates.get(backend) ??
    createGate({ places, placesPerOwner, waiting, waitingPerOwner, maxWaitMs });
  gates.set(backend, gate);
  return gate;
}
