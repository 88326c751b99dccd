"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { Facts } from "#components/ui/facts.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { ConnectorSettings } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { MappingSummaryCard } from "./mapping-summary.tsx";

/** The User mapping tab: how participants find their mailboxes now. */
export function MappingSettings({
  connectorId,
  mapping,
}: Pick<ConnectorSettings, "connectorId" | "mapping">) {
  const { custom, isCustom, isAutomatic } = mapping;
  return (
    <Stack gap="xl">
      <Section title="Order">
        <Prose>
          {order(isCustom, isAutomatic)} A participant outside of your organization has no mailbox here, and
          needs none.
        </Prose>
        <Facts
          facts={[
            { name: "Custom mapping", value: isCustom ? "On" : "Off" },
            { name: "Automatic user mapping", value: isAutomatic ? "On" : "Off" },
          ]}
        />
      </Section>
      {custom && (
        <Section title={isCustom ? "Version in force" : "Uploaded, not in use"}>
          <MappingSummaryCard
            summary={custom}
            actions={
              <LinkButton
                isExternal
                icon={<ArrowDownload20Regular />}
                href={paths.api.mappingExport(connectorId)}
              >
                Download as CSV
              </LinkButton>
            }
          />
        </Section>
      )}
    </Stack>
  );
}

function order(isCustom: boolean, isAutomatic: boolean): string {
  if (isCustom && isAutomatic) {
    return "The custom mapping is asked first, by mobile number. Where it gives no valid Microsoft 365 user, the participant's e-mail address decides.";
  }
  return isCustom
    ? "Only the custom mapping decides, by mobile number."
    : "The participant's e-mail address, as TeleMessage sends it, decides.";
}
