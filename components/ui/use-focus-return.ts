"use client";
import { type RefCallback, useCallback, useRef } from "react";
import { focusBefore } from "./focus-trail.ts";

/**
 * For what opens over the page: when it is gone, whoever closed it by keyboard is back where they opened it, unless the
 * focus has found another place meanwhile. @returns the surface's ref
 */
export function useFocusReturn(): RefCallback<HTMLElement> {
  const open = useRef<{ surface: HTMLElement; before: HTMLElement[] }>(undefined);
  return useCallback((surface: HTMLElement | null) => {
    if (surface) open.current = { surface, before: focusBefore(surface) };
    else if (open.current) {
      const { surface: gone, before } = open.current;
      // Until it is gone it keeps the focus.
      setTimeout(() => {
        if (!gone.isConnected) returnTo(before);
      }, 0);
    }
  }, []);
}

function returnTo(places: readonly HTMLElement[]): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const place = places.find((element) => element.isConnected && element.getClientRects().length > 0);
  (place ?? document.querySelector<HTMLElement>("main"))?.focus();
}
