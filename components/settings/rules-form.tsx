"use client";
import { Field, Input, makeStyles, Switch, tokens } from "@fluentui/react-components";
import { useActionState, useState } from "react";
import { type FormAction, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import {
  ALERT_KINDS,
  ALERT_RULES,
  type AlertKind,
  type AlertRule,
  type AlertRules,
} from "#lib/domain/alert.ts";
import { SettingsForm } from "./settings-form.tsx";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0 },
  rule: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) minmax(0, 320px)",
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalXS,
    alignItems: "center",
    paddingBlock: tokens.spacingVerticalM,
    boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 639px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  switch: { marginInlineStart: "-8px" },
  number: { maxWidth: "320px" },
});

const FIELDS = ALERT_KINDS.map((kind) => `threshold-${kind}`);

type RulesFormProps = { rules: AlertRules; can: true | string; save: FormAction };

/** Which kinds of alerts are raised, and from how much on. */
export function RulesForm({ rules, can, save }: RulesFormProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(save, IDLE);
  return (
    <SettingsForm
      submit={submit}
      isPending={isPending}
      can={can}
      saveLabel="Save rules"
      state={state}
      refusedTitle="The rules were not saved"
      fields={FIELDS}
    >
      <ul className={styles.list}>
        {ALERT_KINDS.map((kind) => (
          <li key={kind} className={styles.rule}>
            <Rule
              kind={kind}
              rule={rules[kind]}
              isFixed={can !== true}
              refusal={refusalAt(state, `threshold-${kind}`)}
            />
          </li>
        ))}
      </ul>
    </SettingsForm>
  );
}

type RuleProps = { kind: AlertKind; rule: AlertRule; isFixed: boolean; refusal: string | undefined };

function Rule({ kind, rule, isFixed, refusal }: RuleProps) {
  const styles = useStyles();
  const { title, description, threshold } = ALERT_RULES[kind];
  const [isOn, setOn] = useState(rule.isOn);
  const [value, setValue] = useState(String(rule.threshold ?? ""));
  return (
    <>
      <div>
        <Switch
          className={styles.switch}
          name={`on-${kind}`}
          label={title}
          checked={isOn}
          disabled={isFixed}
          onChange={(_event, { checked }) => setOn(checked)}
        />
        <Prose isSmall isQuiet>
          {description}
        </Prose>
      </div>
      {threshold && (
        <Field label={threshold.label} {...(refusal !== undefined && { validationMessage: refusal })}>
          <Input
            className={styles.number}
            name={`threshold-${kind}`}
            type="number"
            inputMode="numeric"
            min={threshold.least}
            max={threshold.most}
            value={value}
            readOnly={isFixed}
            contentAfter={threshold.unit}
            onChange={(_event, next) => setValue(next.value)}
          />
        </Field>
      )}
    </>
  );
}
