"use client";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/** How something stands in a page's address; one object for good, not one a render. */
export type InAddress<Value> = {
  path: string;
  read: (parameters: URLSearchParams) => Value;
  /** With its question mark; empty for what is as by default. */
  write: (value: Value) => string;
};

/** `push`: Back takes it back. `back`: goes back to before such a step, where there was one. */
type Way = "replace" | "push" | "back";

/**
 * What the page shows, and its address, each following the other: what is set here is written into the address without
 * asking the server; where the admin goes back or follows a link to the same page, that is shown.
 */
export function useInAddress<Value>(initial: Value, place: InAddress<Value>) {
  const [value, setValue] = useState(initial);
  const [first] = useState(() => place.write(initial));
  const address = useSearchParams().toString();
  /** What the address says of the value; undefined before the browser has taken over. */
  const known = useRef<string>(undefined);
  /** Written here, and not told by the router yet, which may come late, or leave some out. */
  const written = useRef(new Set<string>());
  const isStepAhead = useRef(false);
  const set = (next: Value, way: Way = "replace") => {
    setValue(next);
    const search = place.write(next);
    if (search === known.current) return;
    known.current = search;
    written.current.add(search);
    if (way === "back" && isStepAhead.current) window.history.back();
    else if (way === "push") window.history.pushState(null, "", place.path + search);
    else window.history.replaceState(null, "", place.path + search);
    isStepAhead.current = way === "push" || (way === "replace" && isStepAhead.current);
  };
  useEffect(() => {
    const follow = () => {
      const { pathname, search } = window.location;
      if (pathname !== place.path || search === known.current) return;
      const isNews = search !== (known.current ?? first);
      known.current = search;
      if (isNews) setValue(place.read(new URLSearchParams(search)));
    };
    const told = address === "" ? "" : `?${address}`;
    if (told === known.current) written.current.clear();
    else if (!written.current.has(told)) follow();
    const goBack = () => {
      isStepAhead.current = false;
      follow();
    };
    window.addEventListener("popstate", goBack);
    return () => window.removeEventListener("popstate", goBack);
  }, [address, first, place]);
  return [value, set] as const;
}
