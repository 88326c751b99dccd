"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";

const NARROW = "@media (max-width: 767px)";

/** Rows are grids of the same tracks; on a narrow screen each row is a card that names its values. */
export const useTableStyles = makeStyles({
  table: { ...typographyStyles.body1, minWidth: 0 },
  head: { [NARROW]: { display: "none" } },
  row: {
    display: "grid",
    columnGap: tokens.spacingHorizontalL,
    alignItems: "center",
    paddingInline: tokens.spacingHorizontalS,
    [NARROW]: { display: "flex", flexDirection: "column", alignItems: "stretch" },
  },
  headRow: { minHeight: "40px" },
  bodyRow: {
    minHeight: "52px",
    paddingBlock: tokens.spacingVerticalS,
    [NARROW]: {
      rowGap: tokens.spacingVerticalS,
      padding: tokens.spacingHorizontalL,
      marginBottom: tokens.spacingVerticalM,
      border: `1px solid ${tokens.colorNeutralStroke2}`,
      borderRadius: tokens.borderRadiusLarge,
    },
  },
  selectedRow: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  cell: {
    display: "block",
    height: "auto",
    minWidth: 0,
    padding: 0,
    overflowWrap: "anywhere",
    [NARROW]: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "baseline" },
  },
  headCell: { ...typographyStyles.caption1Strong, color: tokens.colorNeutralForeground2 },
  numberCell: { textAlign: "end", fontVariantNumeric: "tabular-nums", [NARROW]: { textAlign: "start" } },
  numberHead: { "& > *": { justifyContent: "flex-end" } },
  cellContent: { minWidth: 0, [NARROW]: { flexGrow: 1 } },
  cardLabel: {
    display: "none",
    [NARROW]: {
      ...typographyStyles.caption1,
      display: "block",
      flexShrink: 0,
      width: "112px",
      color: tokens.colorNeutralForeground3,
    },
  },
  hidden: {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  },
});
