import type { SealedText } from "#lib/envelope.ts";
import type { Tx } from "./client.ts";

type Owner = { tenantId: string; connectorId: string };

export async function findSecret(tx: Tx, owner: Owner): Promise<SealedText | undefined> {
  const row = await tx.connectorSecret.findUnique({ where: { tenantId_connectorId: owner } });
  return row ? { keyId: row.keyId, wrappedKey: row.wrappedKey, ciphertext: row.ciphertext } : undefined;
}

export async function hasSecret(tx: Tx, owner: Owner): Promise<boolean> {
  return (await tx.connectorSecret.count({ where: owner })) > 0;
}

export async function saveSecret(tx: Tx, owner: Owner, sealed: SealedText, now: Date): Promise<void> {
  const columns = {
    keyId: sealed.keyId,
    wrappedKey: Uint8Array.from(sealed.wrappedKey),
    ciphertext: Uint8Array.from(sealed.ciphertext),
    updatedAt: now,
  };
  await tx.connectorSecret.upsert({
    where: { tenantId_connectorId: owner },
    create: { ...owner, ...columns },
    update: columns,
  });
}

export async function deleteSecret(tx: Tx, owner: Owner): Promise<void> {
  await tx.connectorSecret.deleteMany({ where: owner });
}
