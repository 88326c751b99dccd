"use client";
import { Address } from "#components/ui/address.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { MemberRow } from "#lib/domain/views/people.ts";

const COLUMNS: readonly Column<MemberRow>[] = [
  { id: "name", title: "Name", width: "minmax(0, 1.2fr)", cell: ({ name }) => name },
  {
    id: "email",
    title: "Sign-in name",
    width: "minmax(0, 1.6fr)",
    cell: ({ email }) => <Address>{email}</Address>,
  },
  { id: "roles", title: "Roles", width: "minmax(0, 1.6fr)", cell: ({ roles }) => roles.join(", ") },
  {
    id: "seen",
    title: "Last seen",
    width: "minmax(0, 1.2fr)",
    cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} />,
  },
];

/** Who used the portal with which roles. */
export function MembersTable({ members }: { members: readonly MemberRow[] }) {
  return (
    <Stack gap="m">
      <Prose>
        Roles are assigned in Microsoft Entra ID, under the application's Users and groups. This is what was
        seen when each person last used the portal.
      </Prose>
      <DataTable
        label="People and their roles"
        columns={COLUMNS}
        rows={members}
        rowKey={({ userId }) => userId}
      />
    </Stack>
  );
}
