import { html } from "../html.ts";
import { handlerArea, type AreaRoute, type HandlerContext } from "../http/handler-area.ts";
import { type Area, queryOf } from "../http/call.ts";
import { stringIn } from "../http/guards.ts";
import { type Route } from "../http/router.ts";
import { bytes, type Reply } from "../http/reply.ts";
import { type Sandbox, type SandboxHolder } from "../sandbox.ts";
import { childrenOf, findFolder, ROOT, type Folder, type Mailbox } from "../store/folders.ts";
import { messageOf, type StoredMessage } from "../store/messages.ts";
import { findTenant, TENANTS, type Tenant } from "../world.ts";
import { link, pager, table, viewerPage, type Crumb } from "./frame.ts";
import { bodyPage, messagePage, summaryOf } from "./message-page.ts";

const PAGE = 50;
const HOME: Crumb = { href: "/", label: "Tenants" };

/** Pages to look into the mailboxes: no script, no sign-in, nothing can be changed. */
export function viewerArea(holder: SandboxHolder): Area {
  return handlerArea(holder, ROUTES, { faults: undefined, maxBodyBytes: 0, skip: 0 });
}

const ROUTES: readonly Route<AreaRoute>[] = [
  route("", tenantsPage),
  route("mailboxes/:tenant", mailboxesPage),
  route("mailboxes/:tenant/:user", foldersPage),
  route("mailboxes/:tenant/:user/folders/:folder", messagesPage),
  route("mailboxes/:tenant/:user/messages/:message", showMessage),
  route("mailboxes/:tenant/:user/messages/:message/body", showBody),
  route("mailboxes/:tenant/:user/messages/:message/attachments/:attachment", downloadAttachment),
];

function route(pattern: string, handle: (context: HandlerContext) => Reply): Route<AreaRoute> {
  return { method: "GET", pattern, value: { kind: "viewer", handle } };
}

function tenantsPage({ sandbox }: HandlerContext): Reply {
  const rows = TENANTS.map((tenant) => {
    const mailboxes = mailboxesOf(sandbox, tenant);
    const consent = sandbox.consent.of(tenant.id);
    return [
      link(`/mailboxes/${tenant.name}`, tenant.displayName),
      tenant.domain,
      consent.granted ? `granted, ${consent.mode}` : "not granted",
      mailboxes.length,
      mailboxes.reduce((sum, mailbox) => sum + messagesIn(mailbox), 0),
    ];
  });
  const columns = [
    { label: "Tenant" },
    { label: "Domain" },
    { label: "Admin consent" },
    { label: "Mailboxes in use", numeric: true },
    { label: "Messages", numeric: true },
  ];
  return viewerPage("Tenants", [], table("Tenants", columns, rows));
}

function mailboxesPage(context: HandlerContext): Reply {
  const { sandbox, call } = context;
  const tenant = findTenant(call.params["tenant"] ?? "");
  if (tenant === undefined) return missing();
  const all = mailboxesOf(sandbox, tenant).toSorted((a, b) => messagesIn(b) - messagesIn(a));
  const number = pageOf(context);
  const rows = all.slice((number - 1) * PAGE, number * PAGE).map((mailbox) => {
    const user = sandbox.directory.findAnywhere(mailbox.userId);
    return [
      link(`/mailboxes/${tenant.name}/${mailbox.userId}`, user?.upn ?? mailbox.userId),
      stringIn(user?.entry ?? {}, "displayName") ?? "",
      messagesIn(mailbox),
    ];
  });
  const columns = [{ label: "Mailbox" }, { label: "Name" }, { label: "Messages", numeric: true }];
  const content = html`${table("Mailboxes in use", columns, rows)}${pager(call.path, number, all.length > number * PAGE)}`;
  return viewerPage(tenant.displayName, [HOME], content);
}

function foldersPage(context: HandlerContext): Reply {
  const place = placeOf(context);
  if (place === undefined) return missing();
  const { mailbox, path, base, upn } = place;
  const root = findFolder(mailbox, ROOT);
  const rows = foldersUnder(mailbox, root?.id ?? 0, 0).map(({ folder, depth }) => [
    html`${"\u2003".repeat(depth)}${link(`${base}/folders/${encodeURIComponent(folder.graphId)}`, folder.name)}`,
    folder.hidden ? "hidden" : "visible",
    folder.unread,
    folder.total,
  ]);
  const columns = [
    { label: "Folder" },
    { label: "Visibility" },
    { label: "Unread", numeric: true },
    { label: "Messages", numeric: true },
  ];
  return viewerPage(upn, path, table("Folders", columns, rows));
}

function messagesPage(context: HandlerContext): Reply {
  const place = placeOf(context);
  const folder =
    place === undefined ? undefined : findFolder(place.mailbox, context.call.params["folder"] ?? "");
  if (place === undefined || folder === undefined) return missing();
  const number = pageOf(context);
  const found = context.sandbox.db.all(
    "SELECT * FROM message WHERE folder = ? ORDER BY received DESC, id DESC LIMIT ? OFFSET ?",
    folder.id,
    PAGE + 1,
    (number - 1) * PAGE,
  );
  const rows = found.slice(0, PAGE).map((row) => {
    const message = summaryOf(messageOf(row));
    return [
      message.received,
      message.from,
      link(`${place.base}/messages/${message.id}`, message.subject),
      message.flags,
    ];
  });
  const columns = [{ label: "Received (UTC)" }, { label: "From" }, { label: "Subject" }, { label: "State" }];
  const content = html`<p class="soft">${folder.total} messages</p>
    ${table("Messages", columns, rows)}${pager(context.call.path, number, found.length > PAGE)}`;
  return viewerPage(folder.name, [...place.path, { href: place.base, label: place.upn }], content);
}

function showMessage(context: HandlerContext): Reply {
  const place = placeOf(context);
  const message =
    place === undefined
      ? undefined
      : context.sandbox.messages.find(place.mailbox, context.call.params["message"] ?? "");
  if (place === undefined || message === undefined) return missing();
  const folder = place.mailbox.folders.get(message.folderId);
  const folderCrumb =
    folder === undefined
      ? []
      : [{ href: `${place.base}/folders/${encodeURIComponent(folder.graphId)}`, label: folder.name }];
  const path = [...place.path, { href: place.base, label: place.upn }, ...folderCrumb];
  return messagePage(message, context.sandbox.attachments.list(message.id), path, context.call.path);
}

function showBody(context: HandlerContext): Reply {
  const message = messageOfPath(context);
  return message === undefined ? missing() : bodyPage(message);
}

function messageOfPath({ sandbox, call }: HandlerContext): StoredMessage | undefined {
  const mailbox = sandbox.folders.find(call.params["user"] ?? "");
  return mailbox === undefined ? undefined : sandbox.messages.find(mailbox, call.params["message"] ?? "");
}

function downloadAttachment(context: HandlerContext): Reply {
  const { sandbox, call } = context;
  const message = messageOfPath(context);
  const attachment =
    message === undefined ? undefined : sandbox.attachments.find(message.id, call.params["attachment"] ?? "");
  if (attachment === undefined) return missing();
  const name = encodeURIComponent(attachment.name);
  return bytes(200, sandbox.attachments.bytes(attachment), {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${name}`,
    "x-content-type-options": "nosniff",
  });
}

interface Place {
  readonly mailbox: Mailbox;
  readonly base: string;
  readonly upn: string;
  readonly path: readonly Crumb[];
}

function placeOf({ sandbox, call }: HandlerContext): Place | undefined {
  const tenant = findTenant(call.params["tenant"] ?? "");
  const mailbox = sandbox.folders.find(call.params["user"] ?? "");
  if (tenant === undefined || mailbox === undefined || mailbox.tenantId !== tenant.id) return undefined;
  const upn = sandbox.directory.findAnywhere(mailbox.userId)?.upn ?? mailbox.userId;
  const path = [HOME, { href: `/mailboxes/${tenant.name}`, label: tenant.displayName }];
  return { mailbox, base: `/mailboxes/${tenant.name}/${mailbox.userId}`, upn, path };
}

function mailboxesOf(sandbox: Sandbox, tenant: Tenant): Mailbox[] {
  return [...sandbox.folders.mailboxes()].filter((mailbox) => mailbox.tenantId === tenant.id);
}

function messagesIn(mailbox: Mailbox): number {
  return [...mailbox.folders.values()].reduce((sum, folder) => sum + folder.total, 0);
}

function foldersUnder(
  mailbox: Mailbox,
  parentId: number,
  depth: number,
): { readonly folder: Folder; readonly depth: number }[] {
  return childrenOf(mailbox, parentId)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .flatMap((folder) => [{ folder, depth }, ...foldersUnder(mailbox, folder.id, depth + 1)]);
}

function pageOf({ call }: HandlerContext): number {
  return Math.max(1, Number.parseInt(queryOf(call).get("page") ?? "1", 10) || 1);
}

function missing(): Reply {
  return viewerPage(
    "Not found",
    [HOME],
    html`<p>There is nothing at this address. It may have been deleted or reset.</p>`,
    404,
  );
}
