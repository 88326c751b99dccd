"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { ArrowDown12Regular, ArrowUp12Regular } from "@fluentui/react-icons";

export type Sort = { column: string; direction: "ascending" | "descending" };

const useStyles = makeStyles({
  button: {
    display: "inline-flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    minHeight: "32px",
    margin: 0,
    padding: 0,
    border: "none",
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: "transparent",
    color: "inherit",
    font: "inherit",
    cursor: "pointer",
    ":hover": { color: tokens.colorNeutralForeground1Hover, textDecorationLine: "underline" },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "2px" },
  },
});

type SortButtonProps = { title: string; direction: Sort["direction"] | undefined; onSort: () => void };

export function SortButton({ title, direction, onSort }: SortButtonProps) {
  const styles = useStyles();
  return (
    <button type="button" className={styles.button} onClick={onSort}>
      {title}
      {direction === "ascending" && <ArrowUp12Regular aria-hidden="true" />}
      {direction === "descending" && <ArrowDown12Regular aria-hidden="true" />}
    </button>
  );
}
