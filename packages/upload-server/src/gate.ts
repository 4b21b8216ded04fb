/** Lets so many in at once and gives the next turn to whoever has had the least, so that nobody's crowd delays another's one photo. */

export type Gate = {
  /**
   * @param owner whose turn it is: turns are shared out between owners, and an owner's own come in order
   * @returns leaves again; "share-full" when this owner waits often enough already, or gave the place up
   *   for somebody who has fewer; "full" when the room is taken by others who have no more than this one
   */
  enter: (owner: string) => Promise<(() => void) | "share-full" | "full">;
  /** Resolves once nobody is inside or waiting. */
  whenEmpty: () => Promise<void>;
  /** how many are inside and how many wait, now */
  load: () => GateLoad;
};

export type GateLoad = { inside: number; waiting: number };

export type GateLimits = {
  /** inside at once */
  places: number;
  /** waiting for them, of all owners together */
  waiting: number;
  /** waiting, of one owner */
  waitingPerOwner: number;
};

type Owner = { inside: number; waiting: ((admission: "enter" | "share-full") => void)[] };

export function createGate({ places, waiting, waitingPerOwner }: GateLimits): Gate {
  let inside = 0;
  let waitingCount = 0;
  /** Whoever is inside or waits; the one whose last turn is longest ago comes first. */
  const owners = new Map<string, Owner>();
  let onEmpty: (() => void)[] = [];

  const ownerOf = (name: string): Owner => {
    const owner = owners.get(name) ?? { inside: 0, waiting: [] };
    owners.set(name, owner);
    return owner;
  };

  const admit = (name: string, owner: Owner): void => {
    inside += 1;
    owner.inside += 1;
    goToEnd(name, owner);
  };

  /** Of the row of owners: all others come first now. */
  const goToEnd = (name: string, owner: Owner): void => {
    owners.delete(name);
    if (owner.inside > 0 || owner.waiting.length > 0) owners.set(name, owner);
  };

  const leave = (name: string): void => {
    const left = ownerOf(name);
    inside -= 1;
    left.inside -= 1;
    goToEnd(name, left);
    const [nextName, next] = mostDeserving(owners) ?? [];
    if (nextName !== undefined && next) {
      waitingCount -= 1;
      next.waiting.shift()?.("enter");
      admit(nextName, next);
    }
    if (inside > 0) return;
    for (const resolve of onEmpty) resolve();
    onEmpty = [];
  };

  /** @returns false when nobody waits with more than `count` others of their own */
  const turnOneAway = (count: number): boolean => {
    const longest = [...owners.values()].reduce(longerOf);
    if (longest.waiting.length <= count + 1) return false;
    waitingCount -= 1;
    // The last to come, who has waited least.
    longest.waiting.pop()?.("share-full");
    return true;
  };

  return {
    enter: async (name) => {
      if (inside < places) {
        admit(name, ownerOf(name));
        return () => leave(name);
      }
      const ownWaiting = owners.get(name)?.waiting.length ?? 0;
      if (ownWaiting >= waitingPerOwner) return "share-full";
      if (waitingCount >= waiting && !turnOneAway(ownWaiting)) return "full";
      waitingCount += 1;
      const admission = await new Promise<"enter" | "share-full">((resolve) => {
        ownerOf(name).waiting.push(resolve);
      });
      return admission === "enter" ? () => leave(name) : admission;
    },
    whenEmpty: async () => {
      if (inside > 0) await new Promise<void>((resolve) => onEmpty.push(resolve));
    },
    load: () => ({ inside, waiting: waitingCount }),
  };
}

/** Of those who wait: fewest inside, then longest without a turn. */
function mostDeserving(owners: Map<string, Owner>): [string, Owner] | null {
  let best: [string, Owner] | null = null;
  for (const entry of owners) {
    if (entry[1].waiting.length === 0) continue;
    if (!best || entry[1].inside < best[1].inside) best = entry;
  }
  return best;
}

function longerOf(a: Owner, b: Owner): Owner {
  return b.waiting.length > a.waiting.length ? b : a;
}
