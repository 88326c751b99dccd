import type { ReactNode } from "react";

/** Left out when the page is printed: what is pressed, typed into or paged through. */
export function ScreenOnly({ children }: { children: ReactNode }) {
  return <div className="screen-only">{children}</div>;
}

/** Stands on paper alone: what the screen says elsewhere. */
export function PaperOnly({ children }: { children: ReactNode }) {
  return <div className="paper-only">{children}</div>;
}
