"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { formatCount } from "#components/ui/format.ts";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";

const useStyles = makeStyles({
  grid: {
    display: "grid",
    gap: tokens.spacingHorizontalM,
    margin: 0,
    gridTemplateColumns: "repeat(4, minmax(0, 1fr))",
    "@media (max-width: 1023px)": { gridTemplateColumns: "repeat(2, minmax(0, 1fr))" },
  },
  tile: {
    display: "flex",
    flexDirection: "column-reverse",
    justifyContent: "flex-end",
    gap: tokens.spacingVerticalXXS,
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  name: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
  count: { ...typographyStyles.title3, margin: 0, fontVariantNumeric: "tabular-nums" },
  zero: { color: tokens.colorNeutralForeground4 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
});

type Counter = { name: string; count: number; tone?: "bad" | "warning" };

/** Numbers to look at; an issue is coloured as soon as there is one. */
export function Counters({ counters }: { counters: readonly Counter[] }) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  return (
    <dl className={styles.grid}>
      {counters.map(({ name, count, tone }) => (
        <div key={name} className={styles.tile}>
          <dt className={styles.name}>{name}</dt>
          <dd
            className={mergeClasses(
              styles.count,
              count === 0 && styles.zero,
              count > 0 && tone !== undefined && styles[tone],
            )}
          >
            {formatCount(count, locale)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
