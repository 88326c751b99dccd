"use client";
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  ArrowSyncCircle16Regular,
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  Clock16Regular,
  DismissCircle16Filled,
  type FluentIcon,
  PauseCircle16Regular,
  ProhibitedRegular,
  Warning16Filled,
} from "@fluentui/react-icons";

export type StatusTone = "good" | "busy" | "waiting" | "paused" | "warning" | "bad" | "ended" | "open";

const ICONS: Record<StatusTone, FluentIcon> = {
  good: CheckmarkCircle16Filled,
  busy: ArrowSyncCircle16Regular,
  waiting: Clock16Regular,
  paused: PauseCircle16Regular,
  warning: Warning16Filled,
  bad: DismissCircle16Filled,
  ended: ProhibitedRegular,
  open: CircleHint16Regular,
};

const useStyles = makeStyles({
  status: { display: "inline-flex", alignItems: "flex-start", gap: tokens.spacingHorizontalSNudge },
  // Its line is the state's line, for whatever names it beside it.
  text: { alignSelf: "baseline" },
  icon: { flexShrink: 0, marginTop: "2px", width: "16px", height: "16px", fontSize: "16px" },
  good: { color: tokens.colorStatusSuccessForeground1 },
  busy: {
    color: tokens.colorBrandForeground1,
    animationDuration: "2s",
    animationIterationCount: "infinite",
    animationTimingFunction: "linear",
    animationName: { from: { transform: "rotate(0deg)" }, to: { transform: "rotate(360deg)" } },
    "@media (prefers-reduced-motion: reduce)": { animationName: "none" },
  },
  waiting: { color: tokens.colorNeutralForeground3 },
  paused: { color: tokens.colorNeutralForeground3 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  ended: { color: tokens.colorNeutralForeground3 },
  open: { color: tokens.colorNeutralForeground3 },
});

/** A state in words, with a sign for the eye: never by colour alone. */
export function Status({ tone, children }: { tone: StatusTone; children: string }) {
  const styles = useStyles();
  const Icon = ICONS[tone];
  return (
    <span className={styles.status}>
      <Icon className={mergeClasses(styles.icon, styles[tone])} aria-hidden="true" />
      <span className={styles.text}>{children}</span>
    </span>
  );
}
