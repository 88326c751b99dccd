"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { RowDeed, VersionAnswer, VersionDeed } from "#components/mapping/mapping-deeds.ts";
import type { Read } from "#components/mapping/use-found.ts";
import type { FormState } from "#components/ui/form-state.ts";
import type { MappingKind, MappingSeen, VersionChange } from "#lib/domain/mapping.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import type { MappingDiff, MappingRow } from "#lib/domain/views/mapping.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { serviceContext } from "#lib/server.ts";
import { changeMappingRow } from "#lib/services/mapping/change-mapping-row.ts";
import { diffMappingVersions } from "#lib/services/mapping/diff-mapping-versions.ts";
import { discardMappingFile } from "#lib/services/mapping/discard-mapping-file.ts";
import { listMappingRows } from "#lib/services/mapping/list-mapping-rows.ts";
import { putMappingInForce } from "#lib/services/mapping/put-mapping-in-force.ts";
import { rollBackMapping } from "#lib/services/mapping/roll-back-mapping.ts";
import { switchMapping } from "#lib/services/mapping/switch-mapping.ts";
import { withdrawMapping } from "#lib/services/mapping/withdraw-mapping.ts";

const connectorId = z.uuid();
const version = z.number().int().min(1).max(2_147_483_647);
const versionDeed = z.object({ version, inForce: version.nullable() });
const cursor = z.string().max(200).optional();
const text = typedText.max(400);
const rowsQuery = z.object({ search: typedText.max(200), cursor });
const diffQuery = z.object({ from: version, to: version, cursor });
const rowDeed = z.object({
  phone: text,
  address: text,
  validFrom: text,
  validTo: text,
  version: version.nullable(),
  line: z.number().int().nullable(),
  isRemoval: z.boolean(),
});

/** The file that was uploaded last, if it is the one that was looked at. Whether e-mail addresses decide as well stays as it is. */
export async function putInForceAction(id: string, deed: VersionDeed): Promise<VersionAnswer> {
  return change(
    async () =>
      putMappingInForce(await serviceContext(), {
        connectorId: connectorId.parse(id),
        ...versionDeed.parse(deed),
      }),
    () =>
      "The file is in force, from the next import on. To import what is unmapped already, choose Replay all on the Unmapped tab.",
  );
}

const mappingKind = z.enum(["custom", "automatic"]);
const mappingSeen = z.object({
  isAutomatic: z.boolean(),
  isCustom: z.boolean(),
  version: version.nullable(),
});

export async function turnMappingAction(
  id: string,
  kind: MappingKind,
  isOn: boolean,
  seen: MappingSeen,
): Promise<FormState> {
  return act(async () => {
    const mapping = mappingKind.parse(kind);
    await switchMapping(await serviceContext(), {
      connectorId: connectorId.parse(id),
      mapping,
      isOn: z.boolean().parse(isOn),
      seen: mappingSeen.parse(seen),
    });
    refresh();
    const name = mapping === "custom" ? "The custom mapping" : "Automatic user mapping";
    return `${name} is ${isOn ? "on" : "off"}, from the next run on.`;
  });
}

const withdrawal = z.object({ version, isOn: z.boolean() });

export async function withdrawAction(id: string, deed: z.infer<typeof withdrawal>): Promise<FormState> {
  return act(async () => {
    const wanted = { connectorId: connectorId.parse(id), ...withdrawal.parse(deed) };
    await withdrawMapping(await serviceContext(), wanted);
    refresh();
    return `The custom mapping is withdrawn, from the next run on. Version ${wanted.version} stays on the list.`;
  });
}

export async function discardFileAction(id: string, looked: number): Promise<FormState> {
  return act(async () => {
    await discardMappingFile(await serviceContext(), connectorId.parse(id), version.parse(looked));
    refresh();
    return "The file was discarded. What is in force stays as it is.";
  });
}

export async function rollBackAction(id: string, deed: VersionDeed): Promise<VersionAnswer> {
  return change(
    async () =>
      rollBackMapping(await serviceContext(), {
        connectorId: connectorId.parse(id),
        ...versionDeed.parse(deed),
      }),
    (made) =>
      `Version ${made}, with the rows of version ${deed.version}, is in force from the next import on.`,
  );
}

export async function changeRowAction(id: string, deed: RowDeed): Promise<VersionAnswer> {
  const verb = deed.isRemoval ? "Removed" : "Saved";
  return change(
    async () =>
      changeMappingRow(await serviceContext(), {
        connectorId: connectorId.parse(id),
        ...rowDeed.parse(deed),
      }),
    (made) => `${verb}: version ${made} is in force from the next import on.`,
  );
}

/** A deed that brings a version in force, with what it replaced: only that can be taken back. */
async function change(
  deed: () => Promise<VersionChange>,
  sentenceOf: (version: number) => string,
): Promise<VersionAnswer> {
  let made: VersionChange | undefined;
  const state = await act(async () => {
    made = await deed();
    refresh();
    return sentenceOf(made.version);
  });
  return { state, change: made };
}

/** In the body of a request, not in an address: numbers stand in no history and in no log. */
export async function findRowsAction(
  id: string,
  asked: z.infer<typeof rowsQuery>,
): Promise<Read<Page<MappingRow>>> {
  return read(async () => {
    const query = { connectorId: connectorId.parse(id), ...rowsQuery.parse(asked) };
    return listMappingRows(await serviceContext(), query);
  });
}

export async function diffAction(id: string, asked: z.infer<typeof diffQuery>): Promise<Read<MappingDiff>> {
  return read(async () => {
    const query = { connectorId: connectorId.parse(id), ...diffQuery.parse(asked) };
    return diffMappingVersions(await serviceContext(), query);
  });
}

async function read<Answer>(ask: () => Promise<Answer>): Promise<Read<Answer>> {
  let page: Answer | undefined;
  const state = await act(async () => {
    page = await ask();
    return "";
  });
  return page === undefined ? { page: undefined, state } : { page };
}
