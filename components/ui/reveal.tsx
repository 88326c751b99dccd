"use client";
import { type ReactNode, useEffect, useRef } from "react";

type RevealProps = { children: ReactNode; isWanted?: boolean };

/** An answer that appears where the viewer may not be looking: scrolls just far enough to show it. */
export function Reveal({ children, isWanted = true }: RevealProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up of an effect.
    if (isWanted) place.current?.scrollIntoView({ block: "nearest" });
  }, [isWanted]);
  return <div ref={place}>{children}</div>;
}
