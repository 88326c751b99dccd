"use client";
import { Button, Field, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { refusalAt } from "#components/ui/form-state.ts";
import { formatCount } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { MAX_LISTED, SCOPE_KINDS } from "#lib/domain/scope.ts";
import type { ConnectorScope } from "#lib/domain/views/connector.ts";
import { SCOPE_NAMES } from "./scope-words.ts";
import { type ScopeControls, useScopeForm } from "./use-scope-form.ts";

type ScopePanelProps = ScopeControls & { isOpen: boolean; onClose: () => void; scope: ConnectorScope };

/** Whose mailboxes are archived: a choice, and a list of addresses to paste. */
export function ScopePanel({ isOpen, onClose, ...rest }: ScopePanelProps) {
  const { locale } = useViewerZone();
  const form = useScopeForm({ onClose, ...rest });
  const { kind, setKind, addresses, setAddresses, state } = form;
  const refusal = refusalAt(state, "addresses");
  return (
    <FormPanel
      isOpen={isOpen}
      title="Change the scope"
      isPending={form.isPending}
      submitLabel="Save"
      pendingLabel="Saving…"
      onSubmit={form.submit}
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
      <FormAnswer
        state={state}
        refusedTitle="The scope was not changed"
        fields={["addresses"]}
        actions={form.isOutdated && <Button onClick={form.bringIn}>Bring in my changes</Button>}
      />
      {form.isBroughtIn && (
        <Notice intent="info" title="This is the scope as it is now, with your changes" isAnswer>
          It is not saved yet. Look at who is listed, then choose Save.
        </Notice>
      )}
    </FormPanel>
  );
}
