"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type BarSeries, BarPatterns, useSeriesFill } from "./bar-patterns.tsx";
import { formatCount } from "./format.ts";
import { niceMaximum } from "./nice-maximum.ts";
import { useViewerZone } from "./viewer-zone.tsx";

export type Bar = { id: string; title: string; values: readonly number[] };

const HEIGHT = 160;
/** What is not zero can be seen. */
const LEAST = 3;

const useStyles = makeStyles({
  figure: { margin: 0, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minWidth: 0 },
  plot: {
    display: "grid",
    gridTemplateColumns: "max-content minmax(0, 1fr)",
    columnGap: tokens.spacingHorizontalS,
  },
  scale: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: "tabular-nums",
    display: "flex",
    flexDirection: "column",
    justifyContent: "space-between",
    textAlign: "end",
    marginBlock: "-8px",
  },
  svg: { display: "block", width: "100%", height: `${HEIGHT}px`, overflow: "visible" },
  line: { stroke: tokens.colorNeutralStroke2, strokeWidth: "1px" },
  axis: { stroke: tokens.colorNeutralStrokeAccessible, strokeWidth: "1px" },
  days: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    gridColumnStart: 2,
    display: "flex",
    justifyContent: "space-between",
    paddingTop: tokens.spacingVerticalXS,
  },
  legend: {
    ...typographyStyles.caption1,
    display: "flex",
    flexWrap: "wrap",
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    listStyleType: "none",
    margin: 0,
    padding: 0,
  },
  entry: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalSNudge },
});

type StackedBarsProps = {
  /** The whole in a sentence, for who cannot see it; the numbers are told in a table beside. */
  label: string;
  series: readonly BarSeries[];
  bars: readonly Bar[];
};

/** Bars side by side, each a stack of series, told apart by patterns as well as by colours. */
export function StackedBars({ label, series, bars }: StackedBarsProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const top = niceMaximum(Math.max(0, ...bars.map(({ values }) => sumOf(values))));
  const marks = [top, top / 2, 0];
  const ends = [bars[0], bars[Math.floor((bars.length - 1) / 2)], bars.at(-1)];
  return (
    <figure className={styles.figure}>
      <ul className={styles.legend} aria-hidden="true">
        {series.map((each, index) => (
          <li key={each.id} className={styles.entry}>
            <Swatch series={each} />
            {each.name} {formatCount(sumOf(bars.map(({ values }) => values[index] ?? 0)), locale)}
          </li>
        ))}
      </ul>
      <div className={styles.plot}>
        <div className={styles.scale} aria-hidden="true">
          {marks.map((mark) => (
            <span key={mark}>{formatCount(mark, locale)}</span>
          ))}
        </div>
        <svg className={styles.svg} role="img" aria-label={label}>
          <BarPatterns series={series} />
          {marks.map((mark) => {
            const y = HEIGHT - (mark / top) * HEIGHT;
            return (
              <line
                key={mark}
                className={mark === 0 ? styles.axis : styles.line}
                x1="0"
                x2="100%"
                y1={y}
                y2={y}
              />
            );
          })}
          {bars.map((bar, index) => (
            <Stacked
              key={bar.id}
              bar={bar}
              series={series}
              top={top}
              place={index / bars.length}
              count={bars.length}
            />
          ))}
        </svg>
        <div className={styles.days} aria-hidden="true">
          {ends.map((bar, index) => (
            <span key={index === 0 ? "first" : index === 1 ? "middle" : "last"}>{bar?.title}</span>
          ))}
        </div>
      </div>
    </figure>
  );
}

type StackedProps = {
  bar: Bar;
  series: readonly BarSeries[];
  top: number;
  /** Where it begins, as a part of the width. */
  place: number;
  count: number;
};

function Stacked({ bar, series, top, place, count }: StackedProps) {
  const fill = useSeriesFill();
  const { locale } = useViewerZone();
  const segments = segmentsOf(bar.values, top);
  const told = series.map(({ name }, index) => `${formatCount(bar.values[index] ?? 0, locale)} ${name}`);
  return (
    <g>
      <title>{`${bar.title}: ${told.join(", ")}`}</title>
      <rect x={percent(place)} width={percent(1 / count)} y={0} height={HEIGHT} fill="transparent" />
      {series.map((each, index) => {
        const segment = segments[index];
        if (!segment || segment.height === 0) return null;
        return (
          <rect
            key={each.id}
            className={fill.colour(each.tone)}
            x={percent(place + 0.15 / count)}
            width={percent(0.7 / count)}
            y={segment.y}
            // A hair between two segments.
            height={Math.max(1, segment.height - 1)}
            fill={fill.paint(each)}
            stroke="currentColor"
            strokeWidth={each.pattern === "solid" ? 0 : 1}
          />
        );
      })}
    </g>
  );
}

/** Each value's place in the stack, from the bottom up. */
function segmentsOf(values: readonly number[], top: number): { y: number; height: number }[] {
  const heights = values.map((value) => (value === 0 ? 0 : Math.max(LEAST, (value / top) * HEIGHT)));
  return heights.map((height, index) => ({ height, y: HEIGHT - sumOf(heights.slice(0, index + 1)) }));
}

function Swatch({ series }: { series: BarSeries }) {
  const fill = useSeriesFill();
  return (
    <svg width="12" height="12" className={fill.colour(series.tone)}>
      <BarPatterns series={[series]} />
      <rect x="0.5" y="0.5" width="11" height="11" fill={fill.paint(series)} stroke="currentColor" />
    </svg>
  );
}

const percent = (part: number) => `${Math.round(part * 10_000) / 100}%`;
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
