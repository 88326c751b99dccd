"use client";
import { Checkbox } from "@fluentui/react-components";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Reveal } from "#components/ui/reveal.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";

const POWERSHELL = 'Get-ManagementRoleAssignment -Role "Mailbox Import Export" -GetEffectiveUsers';

type RoleCheckProps = {
  check: ConnectorSettings["roleCheck"];
  refusal: string | undefined;
};

/** Exchange tells who has its roles in PowerShell only, so the admin vouches for it and is recorded. */
export function RoleCheckSection({ check, refusal }: RoleCheckProps) {
  return (
    <Section level={3} title="Mailbox Import Export role">
      <RoleExplanation />
      {check.state === "unchecked" ? (
        <>
          <Checkbox name="attest" label="I have checked: the role is assigned to me." />
          {refusal !== undefined && (
            <Reveal>
              <Notice intent="error" title="Please confirm the role" isAnswer>
                {refusal}
              </Notice>
            </Reveal>
          )}
        </>
      ) : (
        <Notice intent="success" title="Confirmed">
          By {check.by ?? "an admin"}
          {check.at !== null && (
            <>
              , <Instant at={check.at} />
            </>
          )}
          .
        </Notice>
      )}
    </Section>
  );
}

/** What the role is, and how to look who has it. */
export function RoleExplanation() {
  return (
    <>
      <Prose>
        Whoever creates a connector must have the Mailbox Import Export role in Exchange Online. No role group
        has it by default. This command in Exchange Online PowerShell lists everybody who has it:
      </Prose>
      <CopyField label="Exchange Online PowerShell" text={POWERSHELL} />
    </>
  );
}
