"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { RowDeed } from "#components/mapping/mapping-deeds.ts";
import type { Read } from "#components/mapping/use-found.ts";
import type { FormState } from "#components/ui/form-state.ts";
import type { MappingKind } from "#lib/domain/mapping.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import type { MappingDiff, MappingRow, Page } from "#lib/domain/views.ts";
import { serviceContext } from "#lib/server.ts";
import { getConnector } from "#lib/services/connector/get-connector.ts";
import { changeMappingRow } from "#lib/services/mapping/change-mapping-row.ts";
import { diffMappingVersions } from "#lib/services/mapping/diff-mapping-versions.ts";
import { discardMappingFile } from "#lib/services/mapping/discard-mapping-file.ts";
import { listMappingRows } from "#lib/services/mapping/list-mapping-rows.ts";
import { rollBackMapping } from "#lib/services/mapping/roll-back-mapping.ts";
import { switchMapping } from "#lib/services/mapping/switch-mapping.ts";
import { chooseMapping } from "#lib/services/setup/choose-mapping.ts";

const connectorId = z.uuid();
const version = z.number().int().min(1).max(2_147_483_647);
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
export async function putInForceAction(id: string, looked: number): Promise<FormState> {
  return act(async () => {
    const context = await serviceContext();
    const { settings } = await getConnector(context, connectorId.parse(id));
    const { isAutomatic } = settings.mapping;
    await chooseMapping(context, {
      connectorId: settings.connectorId,
      isAutomatic,
      isCustom: true,
      version: version.parse(looked),
    });
    refresh();
    return "The file is in force, from the next import on. To import what is unmapped already, choose Replay all on the Unmapped tab.";
  });
}

const mappingKind = z.enum(["custom", "automatic"]);

export async function turnMappingAction(id: string, kind: MappingKind, isOn: boolean): Promise<FormState> {
  return act(async () => {
    const mapping = mappingKind.parse(kind);
    const turn = { connectorId: connectorId.parse(id), mapping, isOn: z.boolean().parse(isOn) };
    await switchMapping(await serviceContext(), turn);
    refresh();
    const name = mapping === "custom" ? "The custom mapping" : "Automatic user mapping";
    return `${name} is ${isOn ? "on" : "off"}, from the next run on.`;
  });
}

export async function discardFileAction(id: string, looked: number): Promise<FormState> {
  return act(async () => {
    await discardMappingFile(await serviceContext(), connectorId.parse(id), version.parse(looked));
    refresh();
    return "The file was discarded. What is in force stays as it is.";
  });
}

export async function rollBackAction(id: string, to: number): Promise<FormState> {
  return act(async () => {
    const made = await rollBackMapping(await serviceContext(), connectorId.parse(id), version.parse(to));
    refresh();
    return `Version ${made}, with the rows of version ${to}, is in force from the next import on.`;
  });
}

export async function changeRowAction(id: string, deed: RowDeed): Promise<FormState> {
  return act(async () => {
    const change = { connectorId: connectorId.parse(id), ...rowDeed.parse(deed) };
    const made = await changeMappingRow(await serviceContext(), change);
    refresh();
    return `${change.isRemoval ? "Removed" : "Saved"}: version ${made} is in force from the next import on.`;
  });
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
