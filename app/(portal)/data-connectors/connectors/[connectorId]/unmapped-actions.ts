"use server";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import type { Page, UnmappedRow } from "#lib/domain/views.ts";
import { serviceContext } from "#lib/server.ts";
import { listUnmapped } from "#lib/services/mapping/list-unmapped.ts";

const query = z.object({ search: z.string().max(200), cursor: z.string().max(100).optional() });

/** In the body of a request, not in an address: numbers stand in no history and in no log. */
export async function findUnmappedAction(
  id: string,
  asked: z.infer<typeof query>,
): Promise<{ page: Page<UnmappedRow> } | { page: undefined; state: FormState }> {
  let page: Page<UnmappedRow> | undefined;
  const state = await act(async () => {
    const { search, cursor } = query.parse(asked);
    page = await listUnmapped(await serviceContext(), { connectorId: z.uuid().parse(id), search, cursor });
    return "";
  });
  return page ? { page } : { page: undefined, state };
}
