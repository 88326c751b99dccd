"use server";
import { notFound, redirect } from "next/navigation";
import type { FormState } from "#components/ui/form-state.ts";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { createDraft } from "#lib/services/setup/create-draft.ts";
import { act } from "#app/_server/act.ts";

/** Makes a draft and opens its first step. */
export async function createAction(kindId: string): Promise<FormState> {
  return act(async () => {
    const kind = findConnectorKind(kindId) ?? notFound();
    const { connectorId } = await createDraft(await serviceContext(), kind.id);
    redirect(paths.setup(kind.id, connectorId, "terms"));
  });
}
