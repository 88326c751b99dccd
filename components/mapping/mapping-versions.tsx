"use client";
import { lazy, useState } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import { Later } from "#components/ui/later.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { MappingVersionView } from "#lib/domain/views/mapping.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { versionColumns } from "./version-columns.tsx";

const DiffPanel = lazy(() => import("./diff-panel.tsx").then((module) => ({ default: module.DiffPanel })));

type MappingVersionsProps = {
  connectorId: string;
  page: Page<MappingVersionView>;
  /** Whatever page it stands on. */
  inForce: number | undefined;
  isFirstPage: boolean;
  can: true | string;
  deeds: Pick<MappingDeeds, "putInForce" | "discardFile" | "rollBack" | "diff">;
};

/** Every version of the custom mapping, the latest first: what made it, and the way back to it. */
export function MappingVersions(props: MappingVersionsProps) {
  const { connectorId, page, inForce, isFirstPage, can, deeds } = props;
  const { locale } = useViewerZone();
  const [compared, setCompared] = useState<{ from: number; to: number }>();
  const numbers = [...(inForce === undefined ? [] : [inForce]), ...page.rows.map(({ version }) => version)];
  return (
    <Section title="Versions">
      <DataTable
        isWide
        label="Versions"
        columns={versionColumns(locale, {
          connectorId,
          inForce,
          can,
          deeds,
          onCompare: setCompared,
        })}
        rows={page.rows}
        rowKey={({ version }) => String(version)}
      />
      <Stack isRow gap="s">
        <Pager
          what="versions"
          here={paths.connector(connectorId, "mapping")}
          isFirstPage={isFirstPage}
          next={page.next}
        />
      </Stack>
      <Later isWanted={compared !== undefined}>
        {compared && (
          <DiffPanel
            key={`${compared.from}-${compared.to}`}
            pair={compared}
            versions={numbers}
            onPair={setCompared}
            onClose={() => setCompared(undefined)}
            diff={deeds.diff}
          />
        )}
      </Later>
    </Section>
  );
}
