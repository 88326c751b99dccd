"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useEffect, useRef } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Title } from "#components/ui/title.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { SETUP_STEPS, type SetupStep } from "#lib/domain/setup.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { StepRail } from "./step-rail.tsx";

const useStyles = makeStyles({
  head: {
    padding: "20px 32px 16px",
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 639px)": { padding: "16px" },
  },
  body: {
    display: "flex",
    alignItems: "stretch",
    flexGrow: 1,
    minHeight: 0,
    "@media (max-width: 899px)": { flexDirection: "column" },
  },
  step: { display: "flex", flexDirection: "column", flexGrow: 1, minWidth: 0 },
  title: {
    ...typographyStyles.subtitle1,
    margin: 0,
    padding: "24px 32px 0",
    ":focus": { outlineStyle: "none" },
    "@media (max-width: 899px)": { padding: "16px 16px 0" },
  },
});

/** The step that was shown last; each is a page of its own. */
let shownBefore: SetupStep | undefined;

type WizardFrameProps = { settings: ConnectorSettings; step: SetupStep; children: ReactNode };

/** The wizard around a step: what is being set up, the rail, the step's heading. */
export function WizardFrame({ settings, step, children }: WizardFrameProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever goes on by keyboard begins at the step's heading, not at the top of the portal.
    if (shownBefore !== undefined && shownBefore !== step) heading.current?.focus();
    shownBefore = step;
  }, [step]);
  const stepTitle = SETUP_STEPS.find(({ id }) => id === step)?.title ?? "Setup";
  const kindName = findConnectorKind(settings.kind)?.name ?? settings.kind;
  return (
    <>
      <Title>{`${stepTitle} - Add connector`}</Title>
      <div className={styles.head}>
        <PageHeader
          title={settings.name === "" ? `Set up ${kindName}` : `Set up ${settings.name}`}
          trail={[
            { title: "Data connectors", href: paths.gallery },
            { title: kindName, href: paths.product(settings.kind) },
          ]}
        />
      </div>
      <div className={styles.body}>
        <StepRail settings={settings} current={step} />
        <div className={styles.step}>
          <h2 ref={heading} tabIndex={-1} className={styles.title}>
            {stepTitle}
          </h2>
          {children}
        </div>
      </div>
    </>
  );
}
