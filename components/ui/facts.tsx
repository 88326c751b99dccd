"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  list: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 220px), 1fr))",
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalL,
    margin: 0,
  },
  rows: {
    display: "grid",
    gridTemplateColumns: "minmax(140px, 240px) 1fr",
    // A name stands in one line with its value, also where that is a button.
    alignItems: "baseline",
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalM,
    margin: 0,
    "& > div": { display: "contents" },
    "@media (max-width: 639px)": {
      gridTemplateColumns: "1fr",
      "& > div": { display: "block" },
    },
  },
  name: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  rowName: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground3,
    minWidth: 0,
    overflowWrap: "anywhere",
  },
  value: { ...typographyStyles.body1, margin: 0, overflowWrap: "anywhere" },
});

export type Fact = {
  name: string;
  value: ReactNode;
  /** Where a name may stand twice. */
  key?: string;
};

/** Names and values: side by side as a sheet of facts, or one below the other as rows of a form. */
export function Facts({ facts, layout = "sheet" }: { facts: readonly Fact[]; layout?: "sheet" | "rows" }) {
  const styles = useStyles();
  const isRows = layout === "rows";
  return (
    <dl className={isRows ? styles.rows : styles.list}>
      {facts.map((fact) => (
        <div key={fact.key ?? fact.name}>
          <dt className={isRows ? styles.rowName : styles.name}>{fact.name}</dt>
          <dd className={styles.value}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
