"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  page: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXL,
    boxSizing: "border-box",
    width: "100%",
    maxWidth: "1760px",
    padding: "20px 32px 40px",
    "@media (max-width: 639px)": { padding: "16px 16px 32px", gap: tokens.spacingVerticalL },
    "@media print": { padding: 0, gap: tokens.spacingVerticalL },
  },
});

/** The margins of a page. */
export function Page({ children }: { children: ReactNode }) {
  return <div className={useStyles().page}>{children}</div>;
}
