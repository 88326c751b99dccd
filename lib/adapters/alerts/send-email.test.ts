import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { EmailSettings } from "#lib/domain/alert-channel.ts";
import { createAlertSender, type SenderOptions } from "./sender.ts";
import {
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  startMailServer,
  TEST_CERTIFICATE,
} from "./testing/mail-server.ts";
import { A_DIGEST } from "./testing/messages.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function start(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(options);
  open.push(server);
  return server;
}

const toLoopback = async () => ["127.0.0.1"];

function send(
  port: number,
  change: Partial<EmailSettings> & { password?: string } = {},
  options: Partial<SenderOptions> = {},
) {
  const { password = MAIL_PASSWORD, ...rest } = change;
  const settings: EmailSettings = {
    host: "localhost",
    port,
    security: "starttls",
    username: MAIL_USER,
    from: "archive@contoso.example",
    to: ["ada@contoso.example", "grace@contoso.example"],
    ...rest,
  };
  const sender = createAlertSender({
    isPrivateAllowed: true,
    ca: TEST_CERTIFICATE,
    resolve: toLoopback,
    ...options,
  });
  return sender({ channel: "email", settings, password }, A_DIGEST);
}

describe("an alert by e-mail", () => {
  test("goes by STARTTLS after a sign-in, with its id, what happened and what to do", async () => {
    const server = await start();
    expect(await send(server.port)).toEqual({ ok: true, refused: [] });
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: "archive@contoso.example",
      to: ["ada@contoso.example", "grace@contoso.example"],
      isEncrypted: true,
      user: MAIL_USER,
    });
    const source = mail?.source.replaceAll("=\r\n", "") ?? "";
    expect(source).toContain("Subject: Mobile Archive Connectors: 1 open, 1 resolved");
    expect(source).toContain(`X-Alert-Message-ID: ${A_DIGEST.id}`);
    expect(source).toContain(`Message-ID: <${A_DIGEST.id}@contoso.example>`);
    expect(source).toContain("Auto-Submitted: auto-generated");
    expect(source).toContain("TeleMessage refused the username or the password.");
    expect(source).toContain("2 times since 2026-11-25T02:00:00Z");
    expect(source).toContain("Resolved: No worker alive");
  });

  test("goes by TLS from the first byte", async () => {
    const server = await start({ secure: true });
    expect(await send(server.port, { security: "implicit" })).toEqual({ ok: true, refused: [] });
    expect(server.mails[0]?.isEncrypted).toBe(true);
  });

  test("goes without a sign-in where the server asks for none", async () => {
    const server = await start({ authOptional: true, disabledCommands: ["STARTTLS"] });
    const sent = await send(server.port, { security: "none", username: "" });
    expect(sent).toEqual({ ok: true, refused: [] });
  });

  test("says which receivers the server would not take", async () => {
    const server = await start();
    const sent = await send(server.port, { to: ["ada@contoso.example", "nobody@contoso.example"] });
    expect(sent).toEqual({ ok: true, refused: ["nobody@contoso.example"] });
    const none = await send(server.port, { to: ["nobody@contoso.example"] });
    expect(none).toEqual({ ok: false, code: "recipients-refused" });
  });

  test.each<
    [
      code: string,
      server: Parameters<typeof startMailServer>[0],
      change: Parameters<typeof send>[1],
      options?: Partial<SenderOptions>,
    ]
  >([
    ["login-refused", {}, { password: "another" }],
    ["login-missing", {}, { username: "" }],
    ["sender-refused", {}, { from: "foreign@contoso.example" }],
    ["tls-missing", { disabledCommands: ["STARTTLS"] }, {}],
    ["tls-untrusted", {}, {}, { ca: "" }],
    ["tls-untrusted", {}, { host: "mail.contoso.example" }],
    ["not-smtp", { secure: true }, { security: "starttls" }],
    ["not-smtp", {}, { security: "implicit" }],
    [
      "message-refused",
      {
        onData: (stream, _session, answer) => {
          stream.resume();
          stream.on("end", () => answer(Object.assign(new Error("spam"), { responseCode: 554 })));
        },
      },
      {},
    ],
  ])(
    "says precisely what is wrong: %s",
    async (code, server, change, options) => {
      const { port, mails } = await start(server);
      expect(await send(port, change, options)).toEqual({ ok: false, code });
      expect(mails).toEqual([]);
    },
    60_000,
  );

  test("says that nobody listens, that a name is unknown, and that an address is private", async () => {
    const server = await start();
    const { port } = server;
    await server.close();
    expect(await send(port)).toEqual({ ok: false, code: "connection-refused" });
    const unknown = { resolve: () => Promise.reject(new Error("ENOTFOUND")) };
    expect(await send(port, {}, unknown)).toEqual({ ok: false, code: "host-unknown" });
    expect(await send(port, {}, { isPrivateAllowed: false })).toEqual({ ok: false, code: "host-forbidden" });
  });

  test("does not take what speaks no SMTP for a mail server", async () => {
    const server: Server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push(server);
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    expect(await send(port)).toEqual({ ok: false, code: "not-smtp" });
  });
});
