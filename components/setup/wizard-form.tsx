"use client";
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { lazy, type ReactNode, startTransition, useState } from "react";
import { Later } from "#components/ui/later.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { SetupStep } from "#lib/domain/setup.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { StepHelp } from "./step-help.tsx";
import { stepBefore } from "./step-complete.ts";

const LeaveDialog = lazy(() =>
  import("./leave-dialog.tsx").then((module) => ({ default: module.LeaveDialog })),
);

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", flexGrow: 1 },
  content: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXL,
    flexGrow: 1,
    boxSizing: "border-box",
    maxWidth: "920px",
    width: "100%",
    padding: "16px 32px 40px",
    "@media (max-width: 899px)": { padding: "12px 16px 32px" },
  },
  foot: {
    position: "sticky",
    bottom: 0,
    zIndex: 5,
    display: "flex",
    gap: tokens.spacingHorizontalS,
    padding: "16px 32px",
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 899px)": { padding: "12px 16px" },
  },
  push: { marginInlineStart: "auto" },
});

type WizardFormProps = {
  settings: ConnectorSettings;
  step: SetupStep;
  action: (form: FormData) => void;
  /** Of the button that goes on: Accept, Next, Finish. */
  nextLabel: string;
  isPending: boolean;
  /** Why the step cannot be left forwards yet. */
  nextHint?: string | undefined;
  discard: () => Promise<void>;
  children: ReactNode;
};

/** A step's fields above Back, Next and Cancel. */
export function WizardForm(props: WizardFormProps) {
  const { settings, step, isPending } = props;
  const styles = useStyles();
  const [isLeaving, setLeaving] = useState(false);
  const before = stepBefore(step);
  // Not by the form's own action: React would then reset what the admin has typed or switched, also after a refusal. It
  // stays for whoever is faster than the page's script: a form without one would put its fields into the address.
  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget, submitButtonOf(event.nativeEvent));
    startTransition(() => props.action(form));
  };
  return (
    <form className={styles.form} noValidate action={props.action} onSubmit={submit}>
      <div className={styles.content}>
        {props.children}
        <StepHelp step={step} />
      </div>
      <div className={styles.foot}>
        {before && (
          <LinkButton href={paths.setup(settings.kind, settings.connectorId, before)}>Back</LinkButton>
        )}
        <Button
          type="submit"
          name="intent"
          value="next"
          appearance="primary"
          disabledFocusable={isPending || props.nextHint !== undefined}
          {...(props.nextHint !== undefined && { title: props.nextHint })}
        >
          {isPending ? "Please wait…" : props.nextLabel}
        </Button>
        <Button className={styles.push} onClick={() => setLeaving(true)}>
          Cancel
        </Button>
      </div>
      <Later isWanted={isLeaving}>
        <LeaveDialog isOpen={isLeaving} onStay={() => setLeaving(false)} discard={props.discard} />
      </Later>
    </form>
  );
}

function submitButtonOf(event: Event): HTMLElement | null {
  return event instanceof SubmitEvent ? event.submitter : null;
}
