"use client";
import { pageAfter } from "#lib/paths.ts";
import { LinkButton } from "./link-button.tsx";

type PagerProps = {
  /** What is listed, as it stands after *Latest* and *Earlier*. */
  what: string;
  /** The first page's address. */
  here: string;
  isFirstPage: boolean;
  /** Where the next page begins; null where this is the last. */
  next: string | null;
};

/** The ways from one page of a list to the next, and back to its first. */
export function Pager({ what, here, isFirstPage, next }: PagerProps) {
  return (
    <>
      {!isFirstPage && <LinkButton href={here}>Latest {what}</LinkButton>}
      {next !== null && <LinkButton href={pageAfter(here, next)}>Earlier {what}</LinkButton>}
    </>
  );
}
