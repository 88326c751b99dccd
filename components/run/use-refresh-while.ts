"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

const REFRESH_MS = 5000;

/** Renders the page's server part anew now and then while `isLive`, and once more when that ends. */
export function useRefreshWhile(isLive: boolean): void {
  const router = useRouter();
  const wasLive = useRef(isLive);
  useEffect(() => {
    if (!isLive) {
      if (wasLive.current) router.refresh();
      wasLive.current = false;
      return undefined;
    }
    wasLive.current = true;
    const timer = setInterval(() => router.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isLive, router]);
}
