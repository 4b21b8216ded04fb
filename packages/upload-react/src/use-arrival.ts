/** Whether a photo on the page is there to be seen. */
import { useEffect, useRef, useState, type RefObject } from "react";

/** `rendered` is what the server writes, and what stays without JavaScript. */
export type Arrival = "rendered" | "waiting" | "shown" | "failed";

/**
 * @param onShown is told of a photo that was waited for, and not of one that was there already
 * @returns `load` and `fail` are for the events of the photo that has `photoRef`
 */
export function useArrival(onShown: (photo: HTMLImageElement) => void): {
  arrival: Arrival;
  photoRef: RefObject<HTMLImageElement | null>;
  load: () => void;
  fail: () => void;
} {
  const photoRef = useRef<HTMLImageElement | null>(null);
  const [arrival, setArrival] = useState<Arrival>("rendered");

  useEffect(() => {
    const photo = photoRef.current;
    // From a cache, or before React took the page over, it arrives without an event that could be heard here.
    if (photo) setArrival((before) => (before === "rendered" ? arrivalOf(photo) : before));
  }, []);

  const load = async () => {
    const photo = photoRef.current;
    // Loaded is not decoded: what fills its place goes when there is something to see. The DOM of a test may not decode.
    await photo?.decode?.().catch(() => undefined);
    if (arrival === "waiting" && photo) onShown(photo);
    setArrival("shown");
  };

  return { arrival, photoRef, load: () => void load(), fail: () => setArrival("failed") };
}

function arrivalOf({ complete, naturalWidth }: HTMLImageElement): Arrival {
  if (!complete) return "waiting";
  return naturalWidth > 0 ? "shown" : "failed";
}
