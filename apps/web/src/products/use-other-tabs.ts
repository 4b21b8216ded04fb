/** Products that are open in several tabs show the same, without anybody looking at each of them first. */
import { useEffect } from "react";
import { trpc } from "../trpc.ts";

/** It hears all others of its name, but not itself. */
const channel = new BroadcastChannel("picket:products");

/** To be called after a product was changed here. */
export function tellOtherTabs(): void {
  channel.postMessage(null);
}

export function useOtherTabs(): void {
  const { products } = trpc.useUtils();
  useEffect(() => {
    const readAgain = () => void products.invalidate();
    channel.addEventListener("message", readAgain);
    return () => channel.removeEventListener("message", readAgain);
  }, [products]);
}
