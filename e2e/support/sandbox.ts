// The sandbox's buttons and dials, as sandbox/README.md tells of them.

/** Where TeleMessage, Entra ID and Graph are played. */
export const SANDBOX_URL = process.env["SANDBOX_URL"] ?? "http://127.0.0.1:7004";

/** Where browsers know it, when that is another address. */
export const SANDBOX_BROWSER_URL = process.env["SANDBOX_BROWSER_URL"] ?? SANDBOX_URL;

/** As the product must spell it, in every mailbox. */
export const FOLDER = "AT&T SMS/MMS Network Archiver";

export type SandboxMessage = { id: string; subject: string; isDraft: boolean; internetMessageId: string };

type Folder = { name: string; totalItemCount: number };
type Mailbox = { upn: string; folders: Folder[] };

/** Tells the sandbox to misbehave: `{fault: "vendor-down"}`. */
export async function addFault(fault: { fault: string } & Record<string, unknown>): Promise<void> {
  await control("POST", "faults", fault);
}

export async function clearFaults(): Promise<void> {
  await control("DELETE", "faults");
}

/** Grants or withdraws the consent of a tenant behind the product's back. */
export async function setConsent(tenant: "contoso" | "fabrikam", granted: boolean): Promise<void> {
  await control("POST", "consent", { tenant, granted });
}

/** Messages of today's phones, archived at this moment. */
export async function addItems(count: number): Promise<void> {
  await control("POST", "vendor/items", { account: "contoso-archive", count });
}

/** One e-mail as it is, archived at this moment under an ID of ours. */
export async function addEml(id: string, eml: string): Promise<void> {
  const query = new URLSearchParams({ account: "contoso-archive", id });
  const url = `${SANDBOX_URL}/control/vendor/eml?${query.toString()}`;
  const response = await fetch(url, { method: "POST", body: eml });
  if (!response.ok) throw new Error(`POST /control/vendor/eml: ${response.status}`);
}

/** The custom mapping that suits Contoso's people. */
export async function mappingCsv(): Promise<string> {
  return (await control("GET", "mapping.csv")).text();
}

/** Contoso's mailboxes that hold anything. */
export async function listMailboxes(): Promise<Mailbox[]> {
  return (await (await control("GET", "mailboxes?tenant=contoso")).json()).mailboxes;
}

export async function listMessages(user: string, folder?: string): Promise<SandboxMessage[]> {
  const query = new URLSearchParams({ user, ...(folder !== undefined && { folder }) });
  return (await (await control("GET", `messages?${query.toString()}`)).json()).messages;
}

/** How many messages lie in the archive's folders of all mailboxes together. */
export async function countArchived(): Promise<number> {
  const folders = (await listMailboxes()).flatMap((mailbox) => mailbox.folders);
  return folders
    .filter(({ name }) => name === FOLDER)
    .reduce((sum, { totalItemCount }) => sum + totalItemCount, 0);
}

async function control(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(`${SANDBOX_URL}/control/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  if (!response.ok) throw new Error(`${method} /control/${path}: ${response.status}`);
  return response;
}
