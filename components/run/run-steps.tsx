"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { CheckmarkCircle20Filled, Circle20Regular, RadioButton20Filled } from "@fluentui/react-icons";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { RUN_STEP_NAMES } from "./run-names.ts";
import { type StepFact, stepFactsOf } from "./run-facts.ts";

const useStyles = makeStyles({
  list: {
    display: "grid",
    gridTemplateColumns: "repeat(7, minmax(0, 1fr))",
    listStyleType: "none",
    margin: 0,
    padding: 0,
    "@media (max-width: 899px)": { gridTemplateColumns: "1fr", rowGap: tokens.spacingVerticalS },
  },
  step: {
    position: "relative",
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    paddingInlineEnd: tokens.spacingHorizontalM,
    ":not(:last-child)::after": {
      content: '""',
      position: "absolute",
      top: "9px",
      insetInlineStart: "28px",
      insetInlineEnd: "8px",
      height: "2px",
      backgroundColor: tokens.colorNeutralStroke2,
      "@media (max-width: 899px)": { display: "none" },
    },
    "@media (max-width: 899px)": {
      flexDirection: "row",
      alignItems: "baseline",
      gap: tokens.spacingHorizontalM,
    },
  },
  doneStep: { ":not(:last-child)::after": { backgroundColor: tokens.colorCompoundBrandStroke } },
  sign: { color: tokens.colorNeutralForeground4, "@media (max-width: 899px)": { alignSelf: "center" } },
  activeSign: { color: tokens.colorCompoundBrandForeground1 },
  name: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, minWidth: "64px" },
  currentName: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  fact: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: "tabular-nums",
    minHeight: "16px",
  },
});

const SIGNS = { done: CheckmarkCircle20Filled, current: RadioButton20Filled, open: Circle20Regular };
const WORDS = { done: "done", current: "in progress", open: "not begun" };

/** Plan to report, each with a count that moves while it is at work. */
export function RunSteps({ run }: { run: RunProgress }) {
  const { locale } = useViewerZone();
  return (
    <ol className={useStyles().list} aria-label="Steps of the run">
      {stepFactsOf(run, locale).map((fact) => (
        <Step key={fact.step} fact={fact} />
      ))}
    </ol>
  );
}

function Step({ fact }: { fact: StepFact }) {
  const styles = useStyles();
  const Sign = SIGNS[fact.state];
  const isCurrent = fact.state === "current";
  return (
    <li
      className={mergeClasses(styles.step, fact.state === "done" && styles.doneStep)}
      aria-current={isCurrent ? "step" : undefined}
    >
      <Sign
        aria-hidden="true"
        className={mergeClasses(styles.sign, fact.state !== "open" && styles.activeSign)}
      />
      <span className={mergeClasses(styles.name, isCurrent && styles.currentName)}>
        {RUN_STEP_NAMES[fact.step]}
        <span className="visually-hidden">, {WORDS[fact.state]}</span>
      </span>
      <span className={styles.fact}>{fact.fact}</span>
    </li>
  );
}
