import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import type { ZipPart } from "./zip-of.ts";

const USERNAME = "contoso-archive";
const DAY_MS = 24 * 60 * 60 * 1000;
const AT_ONCE = 8;

/** The e-mails that the sandbox's TeleMessage has of the last day, as it would put them into a delivery. */
export async function readSandboxMails(sandboxUrl: string, limit = Infinity): Promise<ZipPart[]> {
  const base = `${sandboxUrl}/telemessage/v1`;
  const { token } = await ask<{ token: string }>(`${base}/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: USERNAME, password: VENDOR_PASSWORD }),
  });
  const authorized = { headers: { authorization: `Bearer ${token}` } };
  const ids: string[] = [];
  const now = Date.now();
  const query = new URLSearchParams({
    archivedFrom: new Date(now - DAY_MS).toISOString(),
    archivedTo: new Date(now).toISOString(),
    limit: "1000",
  });
  for (let cursor: string | null = ""; cursor !== null && ids.length < limit;) {
    if (cursor !== "") query.set("cursor", cursor);
    const page: Page = await ask<Page>(`${base}/messages?${query}`, authorized);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  const mails: ZipPart[] = [];
  const wanted = ids.slice(0, limit);
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const batch = wanted.slice(from, from + AT_ONCE).map(async (id, index) => {
      const answer = await fetch(`${base}/messages/${encodeURIComponent(id)}/eml`, authorized);
      const name = `${String(from + index + 1).padStart(6, "0")}.eml`;
      return { name, bytes: new Uint8Array(await answer.arrayBuffer()) };
    });
    mails.push(...(await Promise.all(batch)));
  }
  return mails;
}

type Page = { items: { id: string }[]; nextCursor: string | null };

async function ask<Answer>(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
  return (await answer.json()) as Answer;
}
