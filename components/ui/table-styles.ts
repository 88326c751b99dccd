"use client";
import { type GriffelStyle, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";

/**
 * Where a row becomes a card. What counts is the room that the table has got, not the screen's: navigation and rails
 * take theirs first. A table of many columns needs more.
 */
const asCard = (style: GriffelStyle): GriffelStyle => ({
  "@container table (max-width: 639px)": style,
  "@container wide-table (max-width: 839px)": style,
});

/** Rows are grids of the same tracks; where room is short each row is a card that names its values. */
export const useTableStyles = makeStyles({
  room: { containerType: "inline-size", containerName: "table", minWidth: 0 },
  wideRoom: { containerName: "wide-table" },
  table: { ...typographyStyles.body1, minWidth: 0 },
  head: { ...asCard({ display: "none" }) },
  row: {
    display: "grid",
    columnGap: tokens.spacingHorizontalM,
    alignItems: "center",
    paddingInline: tokens.spacingHorizontalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ...asCard({ display: "flex", flexDirection: "column", alignItems: "stretch" }),
  },
  headRow: { minHeight: "40px" },
  bodyRow: {
    minHeight: "52px",
    paddingBlock: tokens.spacingVerticalS,
    boxSizing: "border-box",
    ":hover": { backgroundColor: "var(--colorRowHover)" },
    ...asCard({
      rowGap: tokens.spacingVerticalS,
      position: "relative",
      padding: tokens.spacingHorizontalL,
      marginBottom: tokens.spacingVerticalM,
      border: `1px solid ${tokens.colorNeutralStroke2}`,
      borderRadius: tokens.borderRadiusLarge,
    }),
  },
  longRow: { contentVisibility: "auto", containIntrinsicBlockSize: "auto 76px" },
  selectedRow: {
    backgroundColor: "var(--colorRowSelected)",
    ":hover": { backgroundColor: "var(--colorRowSelected)" },
  },
  cell: {
    minWidth: 0,
    overflowWrap: "anywhere",
    ...asCard({ display: "flex", flex: "none", gap: tokens.spacingHorizontalM, alignItems: "baseline" }),
  },
  /** The buttons of a card stand in its corner. */
  lastUntitled: {
    ...asCard({
      position: "absolute",
      insetInlineEnd: tokens.spacingHorizontalM,
      top: tokens.spacingVerticalM,
    }),
  },
  headCell: { ...typographyStyles.caption1Strong, color: tokens.colorNeutralForeground2 },
  numberCell: { textAlign: "end", fontVariantNumeric: "tabular-nums", ...asCard({ textAlign: "start" }) },
  cellContent: { minWidth: 0, ...asCard({ flexGrow: 1 }) },
  titledCell: asCard({
    "::before": {
      ...typographyStyles.caption1,
      // Screen readers have the column's title from the table.
      content: ["attr(data-title)", "attr(data-title) / ''"],
      flexShrink: 0,
      width: "104px",
      color: tokens.colorNeutralForeground3,
    },
  }),
  hidden: {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  },
});
