/** Lets so many in at once and gives the next turn to whoever has had the least, so that nobody's crowd delays another's one photo. */

export type Gate = {
  /**
   * @param owner whose turn it is: turns are shared out between owners, and an owner's own come in order
   * @param options.signal aborts when the caller has gone: then somebody else may have the turn
   * @returns leaves again; "later" when this owner waits often enough already, has waited for as long as one may, gave
   *   the place up for somebody who has fewer, or the gate is closed; "full" when the room is taken by others who have
   *   no more than this one
   */
  enter: (owner: string, options?: { signal?: AbortSignal | undefined }) => Promise<Admission>;
  /** Would this owner have to wait, now? */
  isBusyFor: (owner: string) => boolean;
  /** For good: who waits and who comes is told "later", and who is inside may finish. */
  close: () => void;
  /** Resolves once nobody is inside. */
  whenEmpty: () => Promise<void>;
  /** how many are inside and how many wait, now */
  load: () => GateLoad;
};

type Admission = (() => void) | "later" | "full";

export type GateLoad = { inside: number; waiting: number };

export type GateLimits = {
  /** inside at once */
  places: number;
  /** of them, of one owner */
  placesPerOwner: number;
  /** waiting for them, of all owners together */
  waiting: number;
  /** waiting, of one owner */
  waitingPerOwner: number;
  /** nobody waits for longer */
  maxWaitMs: number;
};

type Waiter = (admission: "enter" | "later") => void;

type Owner = { inside: number; waiting: Waiter[]; forgetting?: NodeJS.Timeout };

/** Who has waited in vain keeps the rank for so long, or a long row would never get to those who are asked to come again. */
const rankMs = 60_000;

export function createGate(limits: GateLimits): Gate {
  let inside = 0;
  let waitingCount = 0;
  let isClosed = false;
  /** Whoever is inside or waits; the one whose last turn is longest ago comes first. */
  const owners = new Map<string, Owner>();
  let onEmpty: (() => void)[] = [];

  const ownerOf = (name: string): Owner => {
    const owner = owners.get(name) ?? { inside: 0, waiting: [] };
    owners.set(name, owner);
    return owner;
  };

  const isFreeFor = (owner: Owner | undefined): boolean =>
    inside < limits.places && (owner?.inside ?? 0) < limits.placesPerOwner;

  const admit = (name: string, owner: Owner): void => {
    inside += 1;
    owner.inside += 1;
    goToEnd(name, owner);
  };

  /** Of the row of owners: all others come first now. */
  const goToEnd = (name: string, owner: Owner): void => {
    owners.delete(name);
    if (!isIdle(owner)) owners.set(name, owner);
  };

  const leave = (name: string): void => {
    const left = ownerOf(name);
    inside -= 1;
    left.inside -= 1;
    goToEnd(name, left);
    const [nextName, next] = mostDeserving(owners, isFreeFor) ?? [];
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
    longest.waiting.pop()?.("later");
    return true;
  };

  const waitFor = (name: string, signal?: AbortSignal): Promise<"enter" | "later"> => {
    const owner = ownerOf(name);
    waitingCount += 1;
    return new Promise((resolve) => {
      const giveUp = (): void => {
        owner.waiting.splice(owner.waiting.indexOf(waiter), 1);
        waitingCount -= 1;
        clearTimeout(owner.forgetting);
        owner.forgetting = setTimeout(() => isIdle(owner) && owners.delete(name), rankMs).unref();
        waiter("later");
      };
      const timer = setTimeout(giveUp, limits.maxWaitMs);
      const waiter: Waiter = (admission) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
        resolve(admission);
      };
      signal?.addEventListener("abort", giveUp);
      owner.waiting.push(waiter);
    });
  };

  return {
    enter: async (name, { signal } = {}) => {
      if (isClosed || signal?.aborted) return "later";
      const owner = owners.get(name);
      if (isFreeFor(owner)) {
        admit(name, ownerOf(name));
        return () => leave(name);
      }
      const ownWaiting = owner?.waiting.length ?? 0;
      if (ownWaiting >= limits.waitingPerOwner) return "later";
      if (waitingCount >= limits.waiting && !turnOneAway(ownWaiting)) return "full";
      const admission = await waitFor(name, signal);
      return admission === "enter" ? () => leave(name) : admission;
    },
    isBusyFor: (name) => !isFreeFor(owners.get(name)),
    close: () => {
      isClosed = true;
      waitingCount = 0;
      for (const { waiting } of owners.values()) {
        for (const waiter of waiting.splice(0)) waiter("later");
      }
    },
    whenEmpty: async () => {
      if (inside > 0) await new Promise<void>((resolve) => onEmpty.push(resolve));
    },
    load: () => ({ inside, waiting: waitingCount }),
  };
}

function isIdle({ inside, waiting }: Owner): boolean {
  return inside === 0 && waiting.length === 0;
}

/** Of those who wait and may enter: fewest inside, then longest without a turn. */
function mostDeserving(
  owners: Map<string, Owner>,
  mayEnter: (owner: Owner) => boolean,
): [string, Owner] | null {
  let best: [string, Owner] | null = null;
  for (const entry of owners) {
    if (entry[1].waiting.length === 0 || !mayEnter(entry[1])) continue;
    if (!best || entry[1].inside < best[1].inside) best = entry;
  }
  return best;
}

function longerOf(a: Owner, b: Owner): Owner {
  return b.waiting.length > a.waiting.length ? b : a;
}
