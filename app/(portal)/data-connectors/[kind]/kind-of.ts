import { notFound } from "next/navigation";
import { type ConnectorKind, findConnectorKind } from "#lib/domain/connector-kinds.ts";

export type KindParams = { params: Promise<{ kind: string }> };

/** The kind that the path names; a 404 where there is none. */
export async function kindOf({ params }: KindParams): Promise<ConnectorKind> {
  return findConnectorKind((await params).kind) ?? notFound();
}
