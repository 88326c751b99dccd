import { createHash } from "node:crypto";
import { type HandlerContext } from "../http/handler-area.ts";
import { queryOf } from "../http/call.ts";
import { asRecord } from "../http/guards.ts";
import { json, type Reply } from "../http/reply.ts";
import { type Sandbox } from "../sandbox.ts";
import { normalizePropertyId } from "../store/extended-properties.ts";
import { findFolder, type Folder, type Mailbox } from "../store/folders.ts";
import { messageGraphId, messageOf, type StoredMessage } from "../store/messages.ts";
import { type Row } from "../store/database.ts";
import { propertiesOf } from "../graph/message-view.ts";
import { refusal, tenantIn } from "./input.ts";

/** Mailboxes that have been touched, of one tenant or of all, with every folder. */
export function listMailboxes({ sandbox, call }: HandlerContext): Reply {
  const tenant = tenantIn(call);
  const mailboxes = [...sandbox.folders.mailboxes()]
    .filter((mailbox) => tenant === undefined || mailbox.tenantId === tenant.id)
    .map((mailbox) => ({
      tenantId: mailbox.tenantId,
      userId: mailbox.userId,
      upn: sandbox.directory.findAnywhere(mailbox.userId)?.upn ?? "",
      folders: [...mailbox.folders.values()].map((folder) => ({
        id: folder.graphId,
        name: folder.name,
        totalItemCount: folder.total,
      })),
    }));
  return json(200, { mailboxes });
}

/** Messages of one mailbox, of one folder (id, well-known name or display name) or of all, oldest first. */
export function listMailboxMessages({ sandbox, call }: HandlerContext): Reply {
  const query = queryOf(call);
  const user = sandbox.directory.findAnywhere(query.get("user") ?? "");
  const mailbox = user === undefined ? undefined : sandbox.folders.find(user.id);
  const tenant = tenantIn(call);
  if (user === undefined || (tenant !== undefined && user.tenantId !== tenant.id))
    return refusal("there is no such user");
  if (mailbox === undefined) return json(200, { messages: [] });
  const wanted = query.get("folder");
  const folder = wanted === null ? undefined : folderNamed(mailbox, wanted);
  if (wanted !== null && folder === undefined) return json(200, { messages: [] });
  const property = normalizePropertyId(query.get("importKeyProperty") ?? "");
  const messages = rowsOf(sandbox, mailbox, folder).map((row) =>
    shown(sandbox, mailbox, messageOf(row), property),
  );
  return json(200, { messages });
}

function rowsOf(sandbox: Sandbox, mailbox: Mailbox, folder: Folder | undefined): Row[] {
  const select = "SELECT m.* FROM message m";
  return folder === undefined
    ? sandbox.db.all(`${select} WHERE m.mailbox = ? ORDER BY m.id`, mailbox.id)
    : sandbox.db.all(`${select} WHERE m.folder = ? ORDER BY m.id`, folder.id);
}

function folderNamed(mailbox: Mailbox, key: string): Folder | undefined {
  return (
    findFolder(mailbox, key) ??
    [...mailbox.folders.values()].find((folder) => folder.name.toLowerCase() === key.toLowerCase())
  );
}

const MESSAGE_CLASS = normalizePropertyId("String 0x001A");

function shown(
  sandbox: Sandbox,
  mailbox: Mailbox,
  message: StoredMessage,
  property: string | undefined,
): Record<string, unknown> {
  const entity = asRecord(JSON.parse(message.entity));
  const valueOf = (id: string | undefined) =>
    id === undefined ? null : (propertiesOf(message).find((one) => one.id === id)?.value ?? null);
  const attachments = sandbox.attachments.list(message.id);
  return {
    id: messageGraphId(mailbox.id, message.id),
    importKey: valueOf(property),
    messageClass: valueOf(MESSAGE_CLASS),
    subject: entity["subject"],
    internetMessageId: entity["internetMessageId"],
    isDraft: message.isDraft,
    attachments: attachments.length,
    attachmentHashes: attachments.map(({ name, hash }) => ({ name, hash })),
    bodyHash: createHash("sha256").update(JSON.stringify(entity["body"])).digest("hex"),
    from: entity["from"],
    toRecipients: entity["toRecipients"],
    sentDateTime: entity["sentDateTime"],
    receivedDateTime: entity["receivedDateTime"],
    parentFolderId: entity["parentFolderId"],
    folder: mailbox.folders.get(message.folderId)?.name ?? null,
  };
}
