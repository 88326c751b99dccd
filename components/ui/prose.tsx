"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "72ch", overflowWrap: "break-word" },
  small: { ...typographyStyles.caption1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

type TextProps = {
  children: ReactNode;
  isQuiet?: boolean;
  isSmall?: boolean;
  isStrong?: boolean;
  as?: "p" | "span";
};

/** Running text, no wider than an eye likes. */
export function Prose({ children, isQuiet, isSmall, isStrong, as: Tag = "p" }: TextProps) {
  const styles = useStyles();
  return (
    <Tag
      className={mergeClasses(
        styles.text,
        isSmall && styles.small,
        isQuiet && styles.quiet,
        isStrong && styles.strong,
      )}
    >
      {children}
    </Tag>
  );
}
