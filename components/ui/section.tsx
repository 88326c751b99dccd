"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";

const useStyles = makeStyles({
  section: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minWidth: 0 },
  card: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    padding: tokens.spacingHorizontalXL,
    "@media (max-width: 639px)": { padding: tokens.spacingHorizontalL },
  },
  line: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
  },
  title: { ...typographyStyles.subtitle2, margin: 0 },
});

type SectionProps = {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  level?: 2 | 3;
  isCard?: boolean;
  /** A place to jump to. */
  id?: string;
};

/** A part of a page with its heading, as a landmark to jump to. */
export function Section({ title, children, actions, level = 2, isCard, id }: SectionProps) {
  const styles = useStyles();
  const headingId = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={mergeClasses(styles.section, isCard && styles.card)}
    >
      <div className={styles.line}>
        <Heading id={headingId} className={styles.title}>
          {title}
        </Heading>
        {actions}
      </div>
      {children}
    </section>
  );
}
