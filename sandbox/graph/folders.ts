import { stringIn } from "../http/guards.ts";
import { empty, json, type Reply } from "../http/reply.ts";
import {
  childNamed,
  childrenOf,
  findFolder,
  ROOT,
  wellKnownFolder,
  type Folder,
  type Mailbox,
} from "../store/folders.ts";
import { badQuery, badRequest, GraphProblem, itemNotFound } from "./problem.ts";
import { literal, pickProperties, queryOptions, selected, skipOf, topOf } from "./query.ts";
import { bodyOf, mailboxOf, param, refuseUnknown, type GraphRequest } from "./request.ts";

const FOLDER_TYPE = "microsoft.graph.mailFolder";
const FOLDER_PROPERTIES: ReadonlySet<string> = new Set([
  "id",
  "displayName",
  "parentFolderId",
  "childFolderCount",
  "unreadItemCount",
  "totalItemCount",
  "isHidden",
]);
const BY_NAME = /^displayName eq ('(?:[^']|'')*')$/;

/** Folders at the top of the mailbox, or under the folder of the path. Source: Graph, list mailFolders. */
export function listFolders(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const parent = parentOf(request, mailbox);
  const options = queryOptions(request, ["$filter", "$select", "$top", "$skip", "includeHiddenFolders"]);
  const names = selected(options, FOLDER_PROPERTIES, FOLDER_TYPE);
  const top = topOf(options, 10, 1000);
  const skip = skipOf(options);
  const withHidden = options.get("includeHiddenFolders")?.toLowerCase() === "true";
  const wanted = nameOf(options.get("$filter"));
  const found = childrenOf(mailbox, parent.id)
    .filter((folder) => withHidden || !folder.hidden)
    .filter((folder) => wanted === undefined || folder.name.toLowerCase() === wanted.toLowerCase())
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const more = found.length > skip + top;
  return json(200, {
    "@odata.context": `${contextOf(request)}mailFolders`,
    ...(more ? { "@odata.nextLink": skipLink(request, skip + top) } : {}),
    value: found.slice(skip, skip + top).map((folder) => shown(mailbox, folder, names)),
  });
}

export function getFolder(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select"]);
  const mailbox = mailboxOf(request);
  const names = selected(options, FOLDER_PROPERTIES, FOLDER_TYPE);
  return folderAnswer(request, 200, shown(mailbox, folderOf(request, mailbox), names));
}

export function createFolder(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const parent = parentOf(request, mailbox);
  const body = bodyOf(request);
  refuseUnknown(body, FOLDER_PROPERTIES, FOLDER_TYPE);
  const name = stringIn(body, "displayName")?.trim() ?? "";
  if (name === "") throw badRequest("The folder name is required.", "ErrorInvalidRequest");
  if (childNamed(mailbox, parent.id, name) !== undefined) throw folderExists(request, name);
  const folder = request.sandbox.folders.create(mailbox, parent.id, name, body["isHidden"] === true);
  return folderAnswer(request, 201, shown(mailbox, folder, undefined));
}

/** Only the name can change. Source: Graph, update mailFolder. */
export function updateFolder(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const folder = folderOf(request, mailbox);
  const body = bodyOf(request);
  refuseUnknown(body, FOLDER_PROPERTIES, FOLDER_TYPE);
  const name = stringIn(body, "displayName")?.trim();
  if (name !== undefined && folder.wellKnown !== undefined) throw distinguished();
  const other = name === undefined ? undefined : childNamed(mailbox, folder.parentId, name);
  if (name !== undefined && other !== undefined && other !== folder) throw folderExists(request, name);
  if (name !== undefined) request.sandbox.folders.rename(folder, name);
  return folderAnswer(request, 200, shown(mailbox, folder, undefined));
}

/** `POST …/mailFolders/{id}/move`: under another folder, with its id. Source: Graph, mailFolder: move. */
export function moveFolder(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const folder = folderOf(request, mailbox);
  const destination = findFolder(mailbox, stringIn(bodyOf(request), "destinationId") ?? "");
  if (destination === undefined) throw itemNotFound();
  if (folder.wellKnown !== undefined) throw distinguished();
  if (childNamed(mailbox, destination.id, folder.name) !== undefined)
    throw folderExists(request, folder.name);
  request.sandbox.folders.move(folder, destination.id);
  return folderAnswer(request, 201, shown(mailbox, folder, undefined));
}

/** A deleted folder keeps its id inside Deleted Items; deleted there, it is gone with its messages. */
export function deleteFolder(request: GraphRequest): Reply {
  const { folders, messages } = request.sandbox;
  const mailbox = mailboxOf(request);
  const folder = folderOf(request, mailbox);
  if (folder.wellKnown !== undefined) throw distinguished();
  const bin = wellKnownFolder(mailbox, "deleteditems");
  if (folder.parentId === bin.id) {
    messages.eraseFolder(mailbox, folder);
    folders.erase(mailbox, folder);
    return empty(204);
  }
  if (childNamed(mailbox, bin.id, folder.name) !== undefined) folders.rename(folder, `${folder.name}1`);
  folders.move(folder, bin.id);
  return empty(204);
}

/** The folder that the path names, by id or well-known name. */
export function folderOf(request: GraphRequest, mailbox: Mailbox): Folder {
  const folder = findFolder(mailbox, param(request, "folder"));
  if (folder === undefined) throw itemNotFound();
  return folder;
}

export function contextOf(request: GraphRequest): string {
  return `${request.base}/$metadata#users('${encodeURIComponent(param(request, "user"))}')/`;
}

export function skipLink(request: GraphRequest, skip: number): string {
  const query = new URLSearchParams(request.call.search);
  query.set("$skip", String(skip));
  const path = request.call.path.slice(request.call.path.indexOf("/users/"));
  return `${request.base}${path}?${query.toString()}`;
}

function parentOf(request: GraphRequest, mailbox: Mailbox): Folder {
  return request.call.params["folder"] === undefined
    ? wellKnownFolder(mailbox, ROOT)
    : folderOf(request, mailbox);
}

function nameOf(filter: string | undefined): string | undefined {
  if (filter === undefined) return undefined;
  const quoted = BY_NAME.exec(filter)?.[1];
  if (quoted === undefined) throw badQuery("Invalid filter clause: only 'displayName eq' is supported here.");
  return literal(quoted);
}

function shown(
  mailbox: Mailbox,
  folder: Folder,
  names: readonly string[] | undefined,
): Record<string, unknown> {
  const entity = {
    id: folder.graphId,
    displayName: folder.name,
    parentFolderId: mailbox.folders.get(folder.parentId)?.graphId ?? wellKnownFolder(mailbox, ROOT).graphId,
    childFolderCount: childrenOf(mailbox, folder.id).filter((child) => !child.hidden).length,
    unreadItemCount: folder.unread,
    totalItemCount: folder.total,
    isHidden: folder.hidden,
  };
  return names === undefined ? entity : pickProperties(entity, [...new Set(["id", ...names])]);
}

function folderAnswer(request: GraphRequest, status: number, entity: Record<string, unknown>): Reply {
  return json(status, { "@odata.context": `${contextOf(request)}mailFolders/$entity`, ...entity });
}

/** The status depends on the backend that answers; the code does not. Source: field reports. */
function folderExists(request: GraphRequest, name: string): GraphProblem {
  const target = {
    area: "graph",
    request: "graph.folders.create",
    ...(request.user === undefined ? {} : { mailbox: [request.user.id, request.user.upn] }),
  };
  const status = request.sandbox.faults.strike("folder-exists-400", target) === undefined ? 409 : 400;
  return new GraphProblem(
    status,
    "ErrorFolderExists",
    `A folder with the specified name already exists., Could not create folder '${name}'.`,
  );
}

function distinguished(): GraphProblem {
  return new GraphProblem(
    403,
    "ErrorDeleteDistinguishedFolder",
    "Distinguished folders cannot be changed or deleted.",
  );
}
