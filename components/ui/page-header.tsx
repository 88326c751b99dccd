"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
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
  },
  separator: { color: tokens.colorNeutralForeground3 },
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
  push: { marginInlineStart: "auto" },
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
            <li aria-current="page" className={styles.separator}>
              {title}
            </li>
          </ol>
        </nav>
      )}
      <div className={styles.line}>
        {mark}
        <h1 className={styles.title}>{title}</h1>
        {badge}
        {actions && <div className={mergeClasses(styles.line, styles.push)}>{actions}</div>}
      </div>
      {description && <p className={styles.description}>{description}</p>}
    </header>
  );
}
