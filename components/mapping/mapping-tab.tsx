"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import type { MappingRows as Rows, MappingVersionView } from "#lib/domain/views/mapping.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import type { MappingActions } from "./mapping-deeds.ts";
import { MappingRows } from "./mapping-rows.tsx";
import { MappingSummaryCard } from "./mapping-summary.tsx";
import { MappingSwitches } from "./mapping-switches.tsx";
import { MappingVersions } from "./mapping-versions.tsx";
import { ReplaceMapping } from "./replace-mapping.tsx";
import { withWayBack } from "./way-back.ts";

type MappingTabProps = Pick<ConnectorSettings, "connectorId" | "mapping"> & {
  versions: Page<MappingVersionView>;
  isFirstPage: boolean;
  rows: Rows;
  can: true | string;
  actions: MappingActions;
};

/** The User mapping tab: how participants find their mailboxes now, what decided before, and how to change it. */
export function MappingTab(props: MappingTabProps) {
  const { connectorId, mapping, versions, isFirstPage, rows, can, actions } = props;
  const { isCustom, isAutomatic } = mapping;
  const current = isCustom ? mapping.custom : null;
  const deeds = withWayBack(actions);
  return (
    <Stack gap="xl">
      <Section title="Order">
        <Prose>
          {order(isCustom, isAutomatic)} A participant outside of your organization has no mailbox here, and
          needs none.
        </Prose>
        <MappingSwitches mapping={mapping} can={can} deeds={deeds} />
      </Section>
      {current && (
        <Section title="Version in force">
          <MappingSummaryCard
            summary={current}
            actions={
              <LinkButton
                isExternal
                icon={<ArrowDownload20Regular />}
                href={paths.api.mappingExport(connectorId, current.version)}
              >
                Download as CSV
              </LinkButton>
            }
          />
        </Section>
      )}
      <ReplaceMapping
        connectorId={connectorId}
        inForce={current?.version ?? null}
        can={can}
        putInForce={deeds.putInForce}
      />
      <MappingRows first={rows} can={can} mapping={mapping} deeds={deeds} />
      {versions.rows.length > 0 && (
        <MappingVersions
          connectorId={connectorId}
          page={versions}
          inForce={current?.version}
          isFirstPage={isFirstPage}
          can={can}
          deeds={deeds}
        />
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
