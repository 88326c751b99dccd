"use client";
import { makeStyles, tokens } from "@fluentui/react-components";

export type BarTone = "good" | "warning" | "bad" | "quiet" | "open";
export type BarSeries = {
  id: string;
  name: string;
  tone: BarTone;
  /** Colours alone do not tell series apart: not to everybody, and not in high contrast. */
  pattern: "solid" | "striped" | "dotted" | "crossed" | "hollow";
};

const useStyles = makeStyles({
  good: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  open: { color: tokens.colorNeutralStrokeAccessible },
});

const idOf = ({ id }: BarSeries) => `bar-${id}`;

/** How a series is painted: its colour as a class, and the pattern that the drawing has to hold. */
export function useSeriesFill() {
  const styles = useStyles();
  return {
    colour: (tone: BarTone) => styles[tone],
    paint: (series: BarSeries) => {
      if (series.pattern === "solid") return "currentColor";
      return series.pattern === "hollow" ? "none" : `url(#${idOf(series)})`;
    },
  };
}

/** The patterns of the series, in their colours. */
export function BarPatterns({ series }: { series: readonly BarSeries[] }) {
  const styles = useStyles();
  return (
    <defs>
      {series
        .filter(({ pattern }) => pattern !== "solid" && pattern !== "hollow")
        .map((each) => (
          <pattern
            key={each.id}
            id={idOf(each)}
            className={styles[each.tone]}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            {...(each.pattern !== "dotted" && { patternTransform: "rotate(45)" })}
          >
            {each.pattern === "dotted" ? (
              <circle cx="2" cy="2" r="1.1" fill="currentColor" />
            ) : (
              <rect width="2" height="4" fill="currentColor" />
            )}
            {each.pattern === "crossed" && <rect width="4" height="2" fill="currentColor" />}
          </pattern>
        ))}
    </defs>
  );
}
