"use client";
import { makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  link: {
    position: "absolute",
    insetInlineStart: tokens.spacingHorizontalM,
    top: "-60px",
    zIndex: 20,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorBrandForegroundLink,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
    ":focus": { top: tokens.spacingVerticalXS },
  },
});

/** The first stop of the keyboard: past header and navigation. */
export function SkipLink() {
  return (
    <a className={useStyles().link} href="#content">
      Skip to content
    </a>
  );
}
