"use client";
import { useRouter } from "next/navigation";
import type { MouseEvent } from "react";

/** Lets a plain anchor move within the portal without loading it anew; modified clicks stay the browser's. */
export function useLinkClick(href: string): (event: MouseEvent<HTMLElement>) => void {
  const router = useRouter();
  return (event) => {
    const isModified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (isModified || event.defaultPrevented) return;
    event.preventDefault();
    router.push(href);
  };
}
