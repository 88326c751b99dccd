import type { EnsuredFolder } from "#lib/pipeline/ports/mailbox.ts";
import { parseJson } from "#lib/http.ts";
import type { GraphClient } from "./client.ts";
import { failureOf, unanswered } from "./failures.ts";
import { literal } from "./query.ts";
import { folderBody, foldersBody } from "./wire.ts";

/**
 * Finds or makes the folder at the top of the mailbox. It is always looked for by its name among the folders there: one
 * that a user deleted keeps its id inside Deleted Items, and would swallow the archive.
 */
export async function ensureFolder(
  client: GraphClient,
  name: string,
  knownFolderId: string | undefined,
  signal: AbortSignal,
): Promise<EnsuredFolder> {
  const found =
    (await findFolder(client, name, knownFolderId, false, signal)) ??
    (await createFolder(client, name, signal));
  if (found) return found;
  // The name is taken by a folder that is not shown.
  const hidden = await findFolder(client, name, knownFolderId, true, signal);
  if (hidden) return hidden;
  throw unanswered(false);
}

async function findFolder(
  client: GraphClient,
  name: string,
  knownFolderId: string | undefined,
  isHidden: boolean,
  signal: AbortSignal,
): Promise<EnsuredFolder | undefined> {
  const filter = encodeURIComponent(`displayName eq ${literal(name)}`);
  const hidden = isHidden ? "&includeHiddenFolders=true" : "";
  const path = `mailFolders?$filter=${filter}&$select=id,displayName,parentFolderId&$top=2${hidden}`;
  const answer = await client.send({ method: "GET", path, isRepeatable: true, signal });
  if (answer.status !== 200) throw failureOf(answer, true);
  const parsed = foldersBody.safeParse(parseJson(answer.text));
  if (!parsed.success) throw unanswered(false);
  const folders = parsed.data.value;
  // Exchange compares names without regard to case; ours is spelled exactly where it made the folder itself.
  const folder =
    folders.find(({ id }) => id === knownFolderId) ??
    folders.find(({ displayName }) => displayName === name) ??
    folders[0];
  return folder && { folderId: folder.id, origin: folder.id === knownFolderId ? "known" : "found" };
}

/** @returns `undefined` when the name is taken already */
async function createFolder(
  client: GraphClient,
  name: string,
  signal: AbortSignal,
): Promise<EnsuredFolder | undefined> {
  const body = JSON.stringify({ displayName: name, isHidden: false });
  // Made twice, the second one is refused by its name.
  const answer = await client.send({ method: "POST", path: "mailFolders", body, isRepeatable: true, signal });
  // The status is 409 or 400, as the backend likes. Source: field reports.
  if (answer.code === "ErrorFolderExists") return undefined;
  if (answer.status !== 201) throw failureOf(answer, true);
  const parsed = folderBody.safeParse(parseJson(answer.text));
  if (!parsed.success) throw unanswered(false);
  return { folderId: parsed.data.id, origin: "created" };
}
