"use client";
import type { ComponentProps } from "react";
import type { Column } from "#components/ui/data-table.tsx";
import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import type { MappingVersionView } from "#lib/domain/views/mapping.ts";
import { originOf, VERSION_STATES } from "./mapping-words.ts";
import { VersionActions } from "./version-actions.tsx";

type Actions = Omit<ComponentProps<typeof VersionActions>, "row">;

export function versionColumns(locale: string, actions: Actions): Column<MappingVersionView>[] {
  return [
    {
      id: "version",
      title: "Version",
      width: "minmax(0, 1.6fr)",
      cell: (row) => (
        <Stack gap="xs">
          <Prose as="span" isStrong>
            Version {row.version}
          </Prose>
          <Prose as="span" isSmall isQuiet>
            {originOf(row)}
          </Prose>
        </Stack>
      ),
    },
    {
      id: "state",
      title: "State",
      width: "minmax(0, 1fr)",
      cell: ({ state }) => <Status tone={VERSION_STATES[state].tone}>{VERSION_STATES[state].name}</Status>,
    },
    {
      id: "when",
      title: "Made",
      width: "minmax(0, 1fr)",
      cell: ({ uploadedAt }) => <Instant at={uploadedAt} show="stacked" />,
    },
    { id: "who", title: "By", width: "minmax(0, 0.9fr)", cell: ({ uploadedBy }) => uploadedBy },
    {
      id: "rows",
      title: "Rows",
      width: "minmax(0, 0.7fr)",
      cell: ({ acceptedRows, refusedRows }) => (
        <Stack gap="xs">
          <span>{formatCount(acceptedRows, locale)}</span>
          {refusedRows > 0 && (
            <Prose as="span" isSmall isQuiet>
              {formatCountOf(refusedRows, "row", locale)} refused
            </Prose>
          )}
        </Stack>
      ),
    },
    {
      id: "actions",
      title: "Actions",
      width: "minmax(0, 1.9fr)",
      cell: (row) => <VersionActions row={row} {...actions} />,
    },
  ];
}
