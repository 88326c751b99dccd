"use client";
import { type ReactNode, Suspense, useState } from "react";

/**
 * Something that most visits never open: its code is fetched when it is wanted first. It is not rendered on the server,
 * where Fluent's styles must not be streamed.
 */
export function Later({ isWanted, children }: { isWanted: boolean; children: ReactNode }) {
  const [wasWanted, setWanted] = useState(false);
  if (isWanted && !wasWanted) setWanted(true);
  return wasWanted ? <Suspense fallback={null}>{children}</Suspense> : null;
}
