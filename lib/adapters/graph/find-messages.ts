import type { Window } from "#lib/domain/window.ts";
import { parseJson } from "#lib/http.ts";
import type { FoundMessage, KeysPage } from "#lib/pipeline/ports/mailbox.ts";
import type { GraphClient } from "./client.ts";
import { failureOf, unanswered } from "./failures.ts";
import { byAge, foundMessageOf } from "./mapper.ts";
import { wholeSeconds } from "./message-body.ts";
import { PROPERTY } from "./properties.ts";
import { literal } from "./query.ts";
import { messagesBody } from "./wire.ts";

const OUR_PROPERTIES = encodeURIComponent(
  `singleValueExtendedProperties($filter=id eq ${literal(PROPERTY.importKey)} or id eq ${literal(PROPERTY.importState)})`,
);
const SELECT = "$select=id,isDraft,createdDateTime";
const PAGE_MESSAGES = 500;

/** Every message of the mailbox with this key, oldest first: users move things, so no folder is named. */
export async function findByKey(
  client: GraphClient,
  importKey: string,
  signal: AbortSignal,
): Promise<FoundMessage[]> {
  const filter = encodeURIComponent(
    `singleValueExtendedProperties/Any(ep: ep/id eq ${literal(PROPERTY.importKey)} and ep/value eq ${literal(importKey)})`,
  );
  const path = `messages?$filter=${filter}&${SELECT}&$expand=${OUR_PROPERTIES}&$top=50`;
  const { value } = await readMessages(client, path, signal);
  return value
    .toSorted(byAge)
    .map((message) => foundMessageOf(message))
    .filter((message) => message?.importKey === importKey.toLowerCase())
    .filter((message) => message !== undefined);
}

/** A page of the folder's messages that carry a key. `cursor` is the link of the page before. */
export async function listKeys(
  client: GraphClient,
  folderId: string,
  range: Window,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<KeysPage> {
  const page = await readMessages(
    client,
    cursor === undefined ? firstPage(folderId, range) : new URL(cursor),
    signal,
  );
  const messages = page.value
    .map((message) => foundMessageOf(message))
    .filter((message) => message !== undefined);
  return { messages, nextCursor: page["@odata.nextLink"] };
}

function firstPage(folderId: string, { from, to }: Window): string {
  const until = new Date(Math.ceil(to.getTime() / 1000) * 1000);
  const filter = encodeURIComponent(
    `receivedDateTime ge ${wholeSeconds(from)} and receivedDateTime le ${wholeSeconds(until)}`,
  );
  const query = `$filter=${filter}&${SELECT}&$expand=${OUR_PROPERTIES}&$top=${PAGE_MESSAGES}`;
  return `mailFolders/${encodeURIComponent(folderId)}/messages?${query}`;
}

async function readMessages(client: GraphClient, path: string | URL, signal: AbortSignal) {
  // A token follows a link only to where tokens are meant for.
  if (path instanceof URL && !client.isOfGraph(path)) throw unanswered(false);
  const answer = await client.send({ method: "GET", path, isRepeatable: true, signal });
  if (answer.status !== 200) throw failureOf(answer, true);
  const parsed = messagesBody.safeParse(parseJson(answer.text));
  if (!parsed.success) throw unanswered(false);
  return parsed.data;
}
