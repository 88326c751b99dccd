"use client";
import { type ReactNode, useEffect, useRef } from "react";

/** An answer that appears where the viewer may not be looking: scrolls just far enough to show it. */
export function Reveal({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which is not an effect's clean-up.
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={place}>{children}</div>;
}
