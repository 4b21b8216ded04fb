/** Which products have something to take up after a reload of the page, whichever page that is. */
import { useEffect } from "react";

/** @param isUnfinished the product's journal has entries */
export function useRememberProduct(productId: string, isUnfinished: boolean): void {
  useEffect(() => rememberProduct(productId, isUnfinished), [productId, isUnfinished]);
}

export function rememberProduct(productId: string, isUnfinished: boolean): void {
  try {
    if (isUnfinished) sessionStorage.setItem(keyPrefix + productId, "");
    else sessionStorage.removeItem(keyPrefix + productId);
  } catch {
    // Blocked or full: then there is no journal either.
  }
}

/** @returns the ids of the products */
export function findUnfinishedProducts(): string[] {
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(keyPrefix));
    return keys.map((key) => key.slice(keyPrefix.length));
  } catch {
    return [];
  }
}

const keyPrefix = "unfinished-product:";
