import type { RenewableDatabase } from "#lib/db/testing/renewable-database.ts";

import type { SandboxControls } from "./sandbox-controls.ts";

const IMPORT_KEY = "String {6f0c3a52-7c1e-4d0b-9a53-2f0d4b7c1e10} Name SmsImportKey";

type Message = {
  id: string;
  importKey: string | null;
  /** Made by the server where the item has none. */
  internetMessageId: string;
  parentFolderId: string;
  subject: string;
  sentDateTime: string;
  receivedDateTime: string;
  messageClass: string | null;
  isDraft: boolean;
  folder: string | null;
  from: unknown;
  toRecipients: unknown;
  bodyHash: string;
  attachmentHashes: unknown;
};

type Delivered = { key: string; source: string; messageId: string | null };

/**
 * Every message of every mailbox as the sandbox holds it, named by the item that its key stands for; a second copy has a
 * name of its own, and so does a message whose key nobody knows.
 */
export async function listMailboxRows(
  database: RenewableDatabase,
  sandbox: SandboxControls,
): Promise<{ name: string; fields: Record<string, unknown> }[]> {
  const delivered = await database.query<Delivered>(
    `SELECT encode(d.import_key, 'hex') AS key, i.source_item_id AS source, d.message_id AS "messageId"
     FROM delivery d JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id`,
  );
  const byKey = new Map(delivered.map((each) => [each.key, each]));
  const seen = new Map<string, number>();
  const rows: { name: string; fields: Record<string, unknown> }[] = [];
  const { mailboxes } = await sandbox.get<{ mailboxes: { userId: string }[] }>("mailboxes");
  for (const { userId } of mailboxes) {
    const query = new URLSearchParams({ user: userId, importKeyProperty: IMPORT_KEY });
    const { messages } = await sandbox.get<{ messages: Message[] }>(`messages?${query}`);
    for (const message of messages) {
      const delivery = byKey.get(message.importKey ?? "");
      const what = `message of ${delivery?.source ?? `nobody's key ${message.importKey}`} in ${userId}`;
      const copy = (seen.get(what) ?? 0) + 1;
      seen.set(what, copy);
      const { id, importKey: _key, internetMessageId: _made, parentFolderId: _numbered, ...fields } = message;
      // The ledger's pointer has to lead to this very message.
      rows.push({
        name: copy === 1 ? what : `${what}, copy ${copy}`,
        fields: { ...fields, isInLedger: delivery?.messageId === id },
      });
    }
  }
  return rows;
}
