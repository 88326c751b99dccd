"use client";
import { Field, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { type FormState, refusalAt } from "#components/ui/form-state.ts";
import { formatCount } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { useSaving } from "#components/ui/use-saving.ts";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { MAX_LISTED, SCOPE_KINDS, type ScopeKind } from "#lib/domain/scope.ts";
import type { ConnectorScope } from "#lib/domain/views.ts";
import { SCOPE_NAMES } from "./scope-words.ts";

/** Takes what was chosen, and the addresses as typed. */
export type ScopeAction = (typed: { kind: ScopeKind; addresses: string }) => Promise<FormState>;

type ScopePanelProps = {
  isOpen: boolean;
  onClose: () => void;
  scope: ConnectorScope;
  change: ScopeAction;
};

/** Whose mailboxes are archived: a choice, and a list of addresses to paste. */
export function ScopePanel({ isOpen, onClose, scope, change }: ScopePanelProps) {
  const { locale } = useViewerZone();
  const [kind, setKind] = useState(scope.kind);
  const before = { kind: scope.kind, addresses: scope.addresses.join("\n") };
  const [addresses, setAddresses] = useState(before.addresses);
  const { state, isPending, save } = useSaving(onClose);
  const refusal = refusalAt(state, "addresses");
  const isSame = kind === before.kind && addresses === before.addresses;
  const submit = () => save(() => change({ kind, addresses }), isSame ? undefined : () => change(before));
  return (
    <FormPanel
      isOpen={isOpen}
      title="Change the scope"
      isPending={isPending}
      submitLabel="Save"
      pendingLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Who is archived">
        <RadioGroup
          value={kind}
          onChange={(_event, { value }) => setKind(SCOPE_KINDS.find((each) => each === value) ?? kind)}
        >
          {SCOPE_KINDS.map((each) => (
            <Radio key={each} value={each} label={SCOPE_NAMES[each]} />
          ))}
        </RadioGroup>
      </Field>
      {kind !== "everybody" && (
        <Field
          required
          label="Addresses of the mailboxes"
          hint={`Of members of your organization: one a line, or with commas or semicolons between them. Up to ${formatCount(MAX_LISTED, locale)}.`}
          {...(refusal !== undefined && { validationMessage: refusal })}
        >
          <Textarea
            autoComplete="off"
            spellCheck={false}
            resize="vertical"
            rows={10}
            value={addresses}
            onChange={(_event, { value }) => setAddresses(value)}
          />
        </Field>
      )}
      <Prose isQuiet>
        It holds from the next import on. What lies in a mailbox stays there, and what the scope leaves out
        stays in the vault. To fetch earlier messages of a mailbox that comes in, save, then choose Import a
        past period on the Runs tab.
      </Prose>
      <FormAnswer state={state} refusedTitle="The scope was not changed" fields={["addresses"]} />
    </FormPanel>
  );
}
