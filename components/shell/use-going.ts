"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useState, useTransition } from "react";
import type { Go } from "#components/ui/going.ts";

/** What comes sooner comes without a sign: a flash would only unsettle. */
const SEEN_AFTER_MS = 150;

/**
 * Goes to pages as one transition of the frame, which stays whatever becomes of the link that was followed.
 * `to` is the page on the way, once it takes long.
 */
export function useGoing() {
  const router = useRouter();
  const [isGoing, start] = useTransition();
  const [href, setHref] = useState<string>();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isGoing) return undefined;
    const timer = setTimeout(() => setLong(true), SEEN_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isGoing]);
  const go = useCallback<Go>(
    (next, options) => {
      setHref(next);
      start(() => router.push(next, options));
    },
    [router],
  );
  const to = isGoing && isLong ? href : undefined;
  return useMemo(() => ({ go, to }), [go, to]);
}
