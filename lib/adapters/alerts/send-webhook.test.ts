import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { createAlertSender, type SenderOptions } from "./sender.ts";
import { TEST_CERTIFICATE } from "./testing/mail-server.ts";
import { A_DIGEST } from "./testing/messages.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./testing/webhook-receiver.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const NOW = new Date("2026-11-26T02:00:05Z");

let receiver: WebhookReceiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

async function start(...options: Parameters<typeof startWebhookReceiver>): Promise<WebhookReceiver> {
  receiver = await startWebhookReceiver(...options);
  return receiver;
}

function send(url: string, options: Partial<SenderOptions> = {}) {
  const sender = createAlertSender({
    isPrivateAllowed: true,
    ca: TEST_CERTIFICATE,
    resolve: async () => ["127.0.0.1"],
    now: () => NOW,
    ...options,
  });
  return sender({ channel: "webhook", settings: { url }, secret: SECRET }, A_DIGEST);
}

/** As a receiver verifies it, after Standard Webhooks. */
function isGenuine({ headers, body }: WebhookReceiver["requests"][number]): boolean {
  const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

describe("an alert by webhook", () => {
  test("is signed over its id, the time and the body, and says what happened", async () => {
    const { port, requests } = await start();
    expect(await send(`https://localhost:${port}/hooks?team=it`)).toEqual({ ok: true, refused: [] });
    const [request] = requests;
    if (!request) throw new Error("nothing came");
    expect(isGenuine(request)).toBe(true);
    expect(isGenuine({ ...request, body: request.body.replace("Field", "Other") })).toBe(false);
    expect(request.path).toBe("/hooks?team=it");
    expect(request.headers["webhook-id"]).toBe(A_DIGEST.id);
    expect(request.headers["webhook-timestamp"]).toBe(String(NOW.getTime() / 1000));
    expect(JSON.parse(request.body)).toMatchObject({
      type: "alerts",
      data: {
        alerts: [
          {
            kind: "access-broken",
            state: "open",
            severity: "critical",
            sentence: "TeleMessage refused the username or the password.",
            url: `https://portal.contoso.example/data-connectors/connectors/${A_DIGEST.alerts[0]?.connectorId}`,
          },
          { kind: "no-worker", state: "resolved" },
        ],
      },
    });
  });

  test("sent again carries the same id and another time", async () => {
    const { port, requests } = await start();
    await send(`https://localhost:${port}/`);
    await send(`https://localhost:${port}/`, { now: () => new Date("2026-11-26T02:02:05Z") });
    expect(requests.map(({ headers }) => headers["webhook-id"])).toEqual([A_DIGEST.id, A_DIGEST.id]);
    expect(new Set(requests.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(2);
    expect(requests.every(isGenuine)).toBe(true);
  });

  test("is not led elsewhere by a redirect", async () => {
    const { port, requests } = await start((response, path) => {
      if (path === "/") response.writeHead(307, { location: "/elsewhere" }).end();
      else response.writeHead(204).end();
    });
    expect(await send(`https://localhost:${port}/`)).toEqual({ ok: false, code: "answered-redirect" });
    expect(requests).toHaveLength(1);
  });

  test("tells the status of an answer that is no success", async () => {
    const { port } = await start((response) => void response.writeHead(503).end("busy"));
    expect(await send(`https://localhost:${port}/`)).toEqual({ ok: false, code: "answered-503" });
  });

  test("does not read an answer that never ends", async () => {
    const { port } = await start((response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write("x".repeat(65_536), more));
      more();
    });
    expect(await send(`https://localhost:${port}/`)).toEqual({ ok: true, refused: [] });
  });

  test.each([
    "127.0.0.1",
    "10.0.0.8",
    "169.254.169.254",
    "192.168.1.4",
    "::1",
    "fd00::8",
    "::ffff:127.0.0.1",
  ])("goes to no address of the portal's own network: %s", async (address) => {
    const { port, requests } = await start();
    const options = { isPrivateAllowed: false, resolve: async () => ["203.0.114.9", address] };
    const sent = await send(`https://localhost:${port}/`, options);
    expect(sent).toEqual({ ok: false, code: "host-forbidden" });
    expect(requests).toEqual([]);
  });

  test("looks a name up once, and reaches what was checked", async () => {
    const { port, requests } = await start();
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    let asked = 0;
    const resolve = async () => answers[asked++] ?? [];
    expect(await send(`https://localhost:${port}/`, { resolve })).toEqual({ ok: true, refused: [] });
    expect({ asked, requests: requests.length }).toEqual({ asked: 1, requests: 1 });
  });

  test("travels in the clear to no public address, and to a private one where that is allowed", async () => {
    const { port, requests } = await start(undefined, true);
    const forbidden = await send(`http://localhost:${port}/`, { resolve: async () => ["203.0.114.9"] });
    expect(forbidden).toEqual({ ok: false, code: "host-forbidden" });
    expect(await send(`http://localhost:${port}/`)).toEqual({ ok: true, refused: [] });
    expect(requests).toHaveLength(1);
  });

  test("says that a certificate is not trusted, that nobody listens, and that a name is unknown", async () => {
    const server = await start();
    const { port } = server;
    expect(await send(`https://localhost:${port}/`, { ca: "" })).toEqual({
      ok: false,
      code: "tls-untrusted",
    });
    expect(await send(`https://other.example:${port}/`)).toEqual({ ok: false, code: "tls-untrusted" });
    const unknown = await send(`https://localhost:${port}/`, { resolve: () => Promise.reject(new Error()) });
    expect(unknown).toEqual({ ok: false, code: "host-unknown" });
    await server.close();
    expect(await send(`https://localhost:${port}/`)).toEqual({ ok: false, code: "connection-refused" });
  });
});
