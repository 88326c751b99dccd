"use client";
import { makeStyles, ProgressBar, tokens, typographyStyles } from "@fluentui/react-components";

const useStyles = makeStyles({
  meter: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS, minWidth: 0 },
  caption: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
  },
});

type MeterProps = {
  /** What is measured, for a screen reader. */
  label: string;
  /** `undefined` while nobody knows how much there is. */
  fraction: number | undefined;
  caption?: string;
};

export function Meter({ label, fraction, caption }: MeterProps) {
  const styles = useStyles();
  return (
    <div className={styles.meter}>
      <ProgressBar
        aria-label={label}
        thickness="medium"
        {...(fraction !== undefined && { value: Math.min(1, Math.max(0, fraction)), max: 1 })}
        {...(caption !== undefined && { "aria-valuetext": caption })}
      />
      {caption !== undefined && <span className={styles.caption}>{caption}</span>}
    </div>
  );
}
