"use client";
import { Field, Input, makeStyles, Radio, RadioGroup } from "@fluentui/react-components";
import { useActionState, useState } from "react";
import { type FormAction, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { LEAST_KEEP_DAYS, MOST_KEEP_DAYS, USUAL_KEEP_DAYS } from "#lib/domain/retention.ts";
import type { RetentionSettings } from "#lib/domain/views/settings.ts";
import { RetentionFigures } from "./retention-figures.tsx";
import { SettingsForm } from "./settings-form.tsx";

const useStyles = makeStyles({ days: { maxWidth: "240px" } });

const FIELDS = ["days"];

type RetentionSectionProps = { retention: RetentionSettings; can: true | string; save: FormAction };

/** How long originals are kept, and what that means for those that are kept now. */
export function RetentionSection({ retention, can, save }: RetentionSectionProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(save, IDLE);
  const { keepDays } = retention;
  const [rule, setRule] = useState(keepDays === null ? "for-ever" : "days");
  const [days, setDays] = useState(String(keepDays ?? USUAL_KEEP_DAYS));
  const refusal = refusalAt(state, "days");
  const isFixed = can !== true;
  return (
    <Section title="Data retention" isCard>
      <Prose>
        The vault keeps what TeleMessage delivered, encrypted. An original is deleted once its message was
        read back whole from every mailbox that it belongs to, and the time below has passed.
      </Prose>
      <Prose isQuiet>
        An original that is still needed is kept for as long as necessary: that of a message that is pending
        or failed, was left out in part, was rejected, or names somebody without a mailbox or outside of a
        connector&apos;s scope. Messages in mailboxes are never deleted from here.
      </Prose>
      <RetentionFigures retention={retention} />
      <SettingsForm
        submit={submit}
        isPending={isPending}
        can={can}
        saveLabel="Save retention"
        state={state}
        refusedTitle="The retention was not saved"
        fields={FIELDS}
      >
        <Field label="Keep originals">
          <RadioGroup
            name="rule"
            value={rule}
            disabled={isFixed}
            onChange={(_event, { value }) => setRule(value)}
          >
            <Radio value="days" label="For a number of days after they are no longer needed" />
            <Radio value="for-ever" label="Forever" />
          </RadioGroup>
        </Field>
        {rule === "days" && (
          <Field
            className={styles.days}
            label="Days to keep originals"
            hint={`From ${LEAST_KEEP_DAYS} to ${MOST_KEEP_DAYS}; ${USUAL_KEEP_DAYS} is usual. Choose more than twice the age of the oldest backup that would be restored.`}
            {...(refusal !== undefined && { validationMessage: refusal })}
          >
            <Input
              name="days"
              type="number"
              inputMode="numeric"
              min={LEAST_KEEP_DAYS}
              max={MOST_KEEP_DAYS}
              value={days}
              readOnly={isFixed}
              contentAfter="days"
              onChange={(_event, { value }) => setDays(value)}
            />
          </Field>
        )}
      </SettingsForm>
    </Section>
  );
}
