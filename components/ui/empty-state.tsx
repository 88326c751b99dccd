"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactElement, ReactNode } from "react";

const useStyles = makeStyles({
  state: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalM,
    paddingBlock: "48px",
    paddingInline: tokens.spacingHorizontalL,
    textAlign: "center",
  },
  icon: {
    display: "grid",
    placeItems: "center",
    width: "72px",
    height: "72px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground1,
  },
  title: { ...typographyStyles.subtitle1, margin: 0 },
  text: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0, maxWidth: "56ch" },
});

type EmptyStateProps = {
  icon: ReactElement;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  level?: 1 | 2 | 3;
};

/** Nothing here yet: why, and what to do next. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const styles = useStyles();
  const Heading = `h${level}` as const;
  return (
    <div className={styles.state}>
      <div className={styles.icon} aria-hidden="true">
        {icon}
      </div>
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}
