"use client";
import { type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from "react";

/**
 * Something that most visits never open: its code is fetched when it is wanted first. It is not rendered on the server,
 * where Fluent's styles must not be streamed; what an address opens appears once the browser has taken over.
 */
export function Later({ isWanted, children }: { isWanted: boolean; children: ReactNode }) {
  const isBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  const [wasWanted, setWanted] = useState(false);
  if (isWanted && !wasWanted) setWanted(true);
  useEffect(() => {
    if (isWanted) tellWanted();
  }, [isWanted]);
  return wasWanted && isBrowser ? <Suspense fallback={null}>{children}</Suspense> : null;
}

const neverChanges = () => () => undefined;

let isAnythingWanted = false;
const listeners = new Set<() => void>();

function tellWanted(): void {
  isAnythingWanted = true;
  for (const listener of listeners) listener();
}

function listen(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether something was wanted since the browser loaded the page. */
export function useAnythingWanted(): boolean {
  return useSyncExternalStore(
    listen,
    () => isAnythingWanted,
    () => false,
  );
}
