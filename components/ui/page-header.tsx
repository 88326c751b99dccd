"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Fragment, type ReactNode } from "react";
import { TextLink } from "./text-link.tsx";

const useStyles = makeStyles({
  header: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  trail: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    listStyleType: "none",
    margin: 0,
    padding: 0,
    ...typographyStyles.body1,
    "@media print": { display: "none" },
  },
  separator: { color: tokens.colorNeutralForeground3 },
  here: { color: tokens.colorNeutralForeground3, "@media (max-width: 639px)": { display: "none" } },
  line: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalS,
  },
  title: {
    ...typographyStyles.title2,
    margin: 0,
    overflowWrap: "anywhere",
    "@media (max-width: 639px)": { ...typographyStyles.subtitle1 },
  },
  description: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    maxWidth: "72ch",
  },
  words: { display: "flex", flexDirection: "column", flexGrow: 1, flexBasis: "220px", minWidth: 0 },
  actions: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    "@media print": { display: "none" },
  },
});

type PageHeaderProps = {
  title: string;
  /** From the outside in, without the page itself. */
  trail?: readonly { title: string; href: string }[];
  mark?: ReactNode;
  badge?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
};

export function PageHeader({ title, trail = [], mark, badge, description, actions }: PageHeaderProps) {
  const styles = useStyles();
  return (
    <header className={styles.header}>
      {trail.length > 0 && (
        <nav aria-label="Breadcrumb">
          <ol className={styles.trail}>
            {trail.map((crumb) => (
              <Fragment key={crumb.href}>
                <li>
                  <TextLink href={crumb.href}>{crumb.title}</TextLink>
                </li>
                <li aria-hidden="true" className={styles.separator}>
                  ›
                </li>
              </Fragment>
            ))}
            <li aria-current="page" className={styles.here}>
              {title}
            </li>
          </ol>
        </nav>
      )}
      <div className={styles.line}>
        {mark}
        <div className={styles.words}>
          <div className={styles.line}>
            <h1 className={styles.title}>{title}</h1>
            {badge}
          </div>
          {description && <p className={styles.description}>{description}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </header>
  );
}
