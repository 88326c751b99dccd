"use client";
import { type ReactNode, Suspense, useState, useSyncExternalStore } from "react";

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
  return wasWanted && isBrowser ? <Suspense fallback={null}>{children}</Suspense> : null;
}

const neverChanges = () => () => undefined;
