"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { CheckmarkCircle20Filled, Circle20Regular, RadioButton20Filled } from "@fluentui/react-icons";
import { PortalLink } from "#components/ui/portal-link.tsx";
import { paths } from "#lib/paths.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { isStepReachable, SETUP_STEPS, type SetupStep } from "#lib/domain/setup.ts";
import { isStepComplete } from "./step-complete.ts";

const WIDE = "@media (min-width: 900px)";

const useStyles = makeStyles({
  rail: {
    flexShrink: 0,
    boxSizing: "border-box",
    width: "232px",
    paddingBlock: tokens.spacingVerticalXL,
    paddingInline: tokens.spacingHorizontalXL,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 899px)": { display: "none" },
  },
  list: { position: "sticky", top: "72px", listStyleType: "none", margin: 0, padding: 0 },
  item: {
    position: "relative",
    paddingBottom: tokens.spacingVerticalXL,
    ":not(:last-child)::after": {
      content: '""',
      position: "absolute",
      insetInlineStart: "9px",
      top: "24px",
      bottom: "4px",
      width: "2px",
      backgroundColor: tokens.colorNeutralStroke2,
    },
  },
  step: {
    ...typographyStyles.body1,
    display: "flex",
    alignItems: "flex-start",
    gap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: "none",
    borderRadius: tokens.borderRadiusSmall,
  },
  link: {
    ":hover": { color: tokens.colorNeutralForeground1, textDecorationLine: "underline" },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "2px" },
  },
  current: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  sign: { flexShrink: 0, color: tokens.colorNeutralForeground3 },
  signDone: { color: tokens.colorBrandForeground1 },
  bar: { paddingInline: "16px", paddingTop: tokens.spacingVerticalL, [WIDE]: { display: "none" } },
  barText: { ...typographyStyles.body1Strong, margin: 0, marginBottom: tokens.spacingVerticalS },
  segments: { display: "flex", gap: tokens.spacingHorizontalXS },
  segment: {
    flexGrow: 1,
    height: "4px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground5,
  },
  segmentDone: { backgroundColor: tokens.colorCompoundBrandBackground },
});

type StepRailProps = { settings: ConnectorSettings; current: SetupStep };

/** Where the wizard stands: a rail at the left, or a bar on a narrow screen. */
export function StepRail({ settings, current }: StepRailProps) {
  const styles = useStyles();
  const at = SETUP_STEPS.findIndex(({ id }) => id === current);
  return (
    <>
      <nav aria-label="Steps" className={styles.rail}>
        <ol className={styles.list}>
          {SETUP_STEPS.map(({ id, title }) => (
            <li key={id} className={styles.item}>
              <RailStep id={id} title={title} settings={settings} isCurrent={id === current} />
            </li>
          ))}
        </ol>
      </nav>
      <div className={styles.bar}>
        <p className={styles.barText}>
          Step {at + 1} of {SETUP_STEPS.length}
        </p>
        <div className={styles.segments} aria-hidden="true">
          {SETUP_STEPS.map(({ id }, index) => (
            <span key={id} className={mergeClasses(styles.segment, index <= at && styles.segmentDone)} />
          ))}
        </div>
      </div>
    </>
  );
}

type RailStepProps = { id: SetupStep; title: string; settings: ConnectorSettings; isCurrent: boolean };

function RailStep({ id, title, settings, isCurrent }: RailStepProps) {
  const styles = useStyles();
  const isDone = isStepComplete(id, settings.progress) && !isCurrent;
  const Sign = isDone ? CheckmarkCircle20Filled : isCurrent ? RadioButton20Filled : Circle20Regular;
  const content = (
    <>
      <Sign
        className={mergeClasses(styles.sign, (isDone || isCurrent) && styles.signDone)}
        aria-hidden="true"
      />
      <span>
        {title}
        {isDone && <span className="visually-hidden"> (complete)</span>}
      </span>
    </>
  );
  if (isCurrent || !isStepReachable(id, settings.progress)) {
    return (
      <span
        className={mergeClasses(styles.step, isCurrent && styles.current)}
        aria-current={isCurrent ? "step" : undefined}
      >
        {content}
      </span>
    );
  }
  return (
    <PortalLink
      className={mergeClasses(styles.step, styles.link)}
      href={paths.setup(settings.kind, settings.connectorId, id)}
    >
      {content}
    </PortalLink>
  );
}
