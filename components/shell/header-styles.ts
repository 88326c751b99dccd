"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";

const hover = {
  color: "var(--colorHeaderForeground)",
  backgroundColor: "var(--colorHeaderHover)",
};

export const useHeaderStyles = makeStyles({
  header: {
    position: "sticky",
    top: 0,
    zIndex: 10,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    height: "48px",
    paddingInline: tokens.spacingHorizontalXS,
    color: "var(--colorHeaderForeground)",
    backgroundColor: "var(--colorHeaderBackground)",
    borderBottom: "1px solid var(--colorHeaderStroke)",
    "@media print": { display: "none" },
  },
  home: {
    ...typographyStyles.body1Strong,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalSNudge,
    minWidth: 0,
    height: "40px",
    paddingInline: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    color: "inherit",
    textDecorationLine: "none",
    ":hover": hover,
    ":focus-visible": { outline: "2px solid var(--colorHeaderForeground)", outlineOffset: "-3px" },
  },
  homeName: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  button: {
    minWidth: "40px",
    height: "40px",
    color: "inherit",
    ":hover": hover,
    ":hover:active": hover,
    "& .fui-Button__icon": { color: "inherit" },
    ":focus-visible": { outline: "2px solid var(--colorHeaderForeground)", outlineOffset: "-3px" },
    '&[aria-expanded="true"]': hover,
  },
  narrowOnly: { "@media (min-width: 768px)": { display: "none" } },
  /** On a narrow screen the picture stands for the name, which screen readers still read. */
  accountName: {
    marginInlineStart: tokens.spacingHorizontalXS,
    whiteSpace: "nowrap",
    "@media (max-width: 639px)": {
      position: "absolute",
      width: "1px",
      height: "1px",
      overflow: "hidden",
      clipPath: "inset(50%)",
    },
  },
  push: { marginInlineStart: "auto" },
});
