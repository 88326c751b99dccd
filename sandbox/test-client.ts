import { asRecord, type JsonRecord } from "./http/guards.ts";
import { type SandboxOptions } from "./options.ts";
import { startSandbox, type RunningSandbox } from "./start-sandbox.ts";
import { APP, CONTOSO, type Tenant } from "./world.ts";

/** What tests of the sandbox do over and over: sign the application in, call Graph, press buttons. */
export interface TestClient {
  readonly sandbox: RunningSandbox;
  readonly graphUrl: string;
  readonly token: string;
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<GraphAnswer>;
  control(method: string, path: string, body?: unknown): Promise<JsonRecord>;
  /** Id of the mail folder of that name in the mailbox, made if it is not there. */
  folder(user: string, name: string): Promise<string>;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonRecord;
  /** `error.code` of the body. */
  readonly code: unknown;
}

export const ADA = "ada.lovelace@contoso.com";
export const IMPORT_KEY = "String {6f0c3a52-7c1e-4d0b-9a53-2f0d4b7c1e10} Name SmsImportKey";

/** A sandbox in memory whose Contoso has consented, and a client of it. */
export async function startTestClient(options: Partial<SandboxOptions> = {}): Promise<TestClient> {
  const sandbox = await startSandbox({ items: 20, consented: ["contoso"], ...options });
  const token = await graphToken(sandbox.url, CONTOSO);
  const graphUrl = `${sandbox.url}/graph/v1.0`;
  const graph: TestClient["graph"] = async (method, path, body, headers = {}) => {
    const url = path.startsWith("http") ? path : `${graphUrl}${path}`;
    const isText = typeof body === "string";
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": isText ? "text/plain" : "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    return answerOf(response);
  };
  const control: TestClient["control"] = async (method, path, body) => {
    const response = await fetch(`${sandbox.url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return (await answerOf(response)).body;
  };
  const folder: TestClient["folder"] = async (user, name) => {
    const made = await graph("POST", `/users/${user}/mailFolders`, { displayName: name });
    if (made.status === 201) return String(made.body["id"]);
    const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
    const found = await graph("GET", `/users/${user}/mailFolders?$filter=${filter}`);
    return String(asRecord(listOf(found.body)[0])["id"]);
  };
  return { sandbox, graphUrl, token, graph, control, folder };
}

export async function graphToken(url: string, tenant: Tenant): Promise<string> {
  const form = new URLSearchParams({
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  });
  const response = await fetch(`${url}/entra/${tenant.id}/oauth2/v2.0/token`, { method: "POST", body: form });
  return String((await answerOf(response)).body["access_token"]);
}

export function listOf(body: JsonRecord): JsonRecord[] {
  const value = body["value"];
  return Array.isArray(value) ? value.map(asRecord) : [];
}

/** A message as an importer would send it; properties given replace its own. */
export function sampleMessage(key: string, changes: JsonRecord = {}): JsonRecord {
  const person = { emailAddress: { name: "Ada Lovelace", address: ADA } };
  return {
    subject: "SMS from 12125550100 to 16465550123",
    body: { contentType: "html", content: "<p>Hello &amp; welcome</p>" },
    from: person,
    sender: person,
    toRecipients: [{ emailAddress: { name: "16465550123", address: "16465550123@sms.telemessage.example" } }],
    internetMessageId: `<${key}@archive.telemessage.example>`,
    isRead: true,
    internetMessageHeaders: [{ name: "x-sms-import-id", value: key }],
    singleValueExtendedProperties: [
      { id: "Integer 0x0E07", value: "1" },
      { id: "SystemTime 0x0039", value: "2026-11-21T14:03:22Z" },
      { id: "SystemTime 0x0E06", value: "2026-11-21T14:03:24Z" },
      { id: "String 0x001A", value: "IPM.Note.ATTNetwork.SMS" },
      { id: IMPORT_KEY, value: key },
    ],
    ...changes,
  };
}

async function answerOf(response: Response): Promise<GraphAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const body = isJson ? asRecord(JSON.parse(text)) : {};
  return { status: response.status, headers: response.headers, body, code: asRecord(body["error"])["code"] };
}
