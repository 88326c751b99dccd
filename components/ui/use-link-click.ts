"use client";
import type { MouseEvent } from "react";
import { useGo } from "./going.ts";

/** Lets a plain anchor move within the portal without loading it anew; modified clicks stay the browser's. */
export function useLinkClick(href: string): (event: MouseEvent<HTMLElement>) => void {
  const go = useGo();
  return (event) => {
    const isModified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (isModified || event.defaultPrevented) return;
    event.preventDefault();
    go(href);
  };
}
