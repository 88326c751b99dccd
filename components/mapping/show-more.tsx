"use client";
import { Button } from "@fluentui/react-components";

type ShowMoreProps = { isThere: boolean; isPending: boolean; onClick: () => void };

/** The way to the next page, where there is one. */
export function ShowMore({ isThere, isPending, onClick }: ShowMoreProps) {
  if (!isThere) return null;
  return (
    <div>
      <Button disabledFocusable={isPending} onClick={onClick}>
        {isPending ? "Reading…" : "Show more"}
      </Button>
    </div>
  );
}
