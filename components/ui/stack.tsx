"use client";
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  stack: { display: "flex", flexDirection: "column", minWidth: 0 },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", minWidth: 0 },
  xs: { gap: tokens.spacingVerticalXS },
  s: { gap: tokens.spacingVerticalS },
  m: { gap: tokens.spacingVerticalM },
  l: { gap: tokens.spacingVerticalL },
  xl: { gap: tokens.spacingVerticalXXL },
});

type StackProps = { children: ReactNode; gap?: "xs" | "s" | "m" | "l" | "xl"; isRow?: boolean };

/** Things below (or, as a row, beside) each other at one of Fluent's distances. */
export function Stack({ children, gap = "m", isRow }: StackProps) {
  const styles = useStyles();
  return <div className={mergeClasses(isRow ? styles.row : styles.stack, styles[gap])}>{children}</div>;
}
