import type { Tx } from "./client.ts";
import type { ConnectorRow } from "./connectors.ts";

export type NewDraft = {
  tenantId: string;
  kind: string;
  defaultCountry: string;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
};

/** A draft of the same kind that the same person has opened and not touched. */
export async function findUntouchedDraft(
  tx: Tx,
  { tenantId, kind, createdBy }: Pick<NewDraft, "tenantId" | "kind" | "createdBy">,
): Promise<string | undefined> {
  const draft = await tx.connector.findFirst({
    where: { tenantId, kind, createdBy, state: "draft", termsAcceptedAt: null, name: "" },
    orderBy: { createdAt: "desc" },
    select: { id: true },
  });
  return draft?.id;
}

/** @returns its id */
export async function insertDraft(tx: Tx, draft: NewDraft): Promise<string> {
  const data = { ...draft, updatedAt: draft.createdAt };
  const { id } = await tx.connector.create({ data, select: { id: true } });
  return id;
}

/** Newest change first. */
export async function listDraftRows(tx: Tx, tenantId: string): Promise<ConnectorRow[]> {
  return tx.connector.findMany({
    where: { tenantId, state: "draft" },
    orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
  });
}
