import { type SQLInputValue } from "node:sqlite";
import { jsonText, type Reply } from "../http/reply.ts";
import { messageOf } from "../store/messages.ts";
import { contextOf, folderOf, skipLink } from "./folders.ts";
import { expandedProperties } from "./expand.ts";
import { messageFilter, type MessageFilter } from "./message-filter.ts";
import { messageText, SELECTABLE } from "./message-view.ts";
import { badQuery, badRequest } from "./problem.ts";
import { queryOptions, selected, skipOf, topOf } from "./query.ts";
import { mailboxOf, type GraphRequest } from "./request.ts";

const ORDER = /^receivedDateTime(?: (asc|desc))?$/;

/** Messages of a folder, or of the whole mailbox where the path names none. Newest first unless told otherwise. */
export function listMessages(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const folder = request.call.params["folder"] === undefined ? undefined : folderOf(request, mailbox);
  const options = queryOptions(request, ["$filter", "$select", "$top", "$skip", "$orderby", "$expand"]);
  const names = selected(options, SELECTABLE, "microsoft.graph.message");
  const expanded = expandedProperties(options.get("$expand"));
  const [top, skip] = [topOf(options, 10, 1000), skipOf(options)];
  const filter = messageFilter(options.get("$filter"), mailbox.id, request.sandbox.messages);
  const direction = directionOf(options.get("$orderby"), filter);
  const place = filter.isLookup ? "+m.folder" : "m.folder";
  const inFolder = folder === undefined ? "" : ` AND ${place} = ?`;
  const order = filter.isLookup
    ? `+m.received ${direction}, m.id ${direction}`
    : `m.received ${direction}, m.id ${direction}`;
  const scope = folder === undefined || filter.isLookup ? "m.mailbox" : "+m.mailbox";
  const values: SQLInputValue[] = [
    mailbox.id,
    ...(folder === undefined ? [] : [folder.id]),
    ...filter.values,
    top + 1,
    skip,
  ];
  const rows = request.sandbox.db.all(
    `SELECT m.* FROM message m WHERE ${scope} = ?${inFolder}${filter.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
  );
  const next = rows.length > top ? `"@odata.nextLink":${JSON.stringify(skipLink(request, skip + top))},` : "";
  const value = rows.slice(0, top).map((row) => messageText(messageOf(row), names, expanded));
  const context = JSON.stringify(`${contextOf(request)}messages`);
  return jsonText(200, `{"@odata.context":${context},${next}"value":[${value.join(",")}]}`);
}

/** Source: Graph, list messages, "Using filter and orderby in the same query". */
function directionOf(orderBy: string | undefined, filter: MessageFilter): "ASC" | "DESC" {
  if (orderBy === undefined) return "DESC";
  const order = ORDER.exec(orderBy.trim());
  if (order === null) throw badQuery(`Invalid $orderby: '${orderBy}'.`);
  if (filter.properties.length > 0 && filter.properties[0] !== "receivedDateTime") {
    throw badRequest("The restriction or sort order is too complex for this operation.", "InefficientFilter");
  }
  return order[1] === "desc" ? "DESC" : "ASC";
}
