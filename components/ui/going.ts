"use client";
import { useRouter } from "next/navigation";
import { createContext, use } from "react";

export type Go = (href: string, options?: { scroll: boolean }) => void;

/** How a page of the portal is gone to; `to` is where to, once that takes so long that it is to be seen. */
export const Going = createContext<{ go: Go; to: string | undefined } | undefined>(undefined);

/** Goes to a page of the portal, with the frame of the page showing that it is on the way. */
export function useGo(): Go {
  const router = useRouter();
  return use(Going)?.go ?? ((href, options) => router.push(href, options));
}

/** The page that is being fetched, where that takes long. */
export function useGoingTo(): string | undefined {
  return use(Going)?.to;
}
