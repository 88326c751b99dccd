import { createServer, type Socket } from "node:net";
import ssh2 from "ssh2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SftpLogin } from "#lib/domain/source.ts";
import { startSftpServer } from "#scripts/stack/sshd.ts";
import { checkSftp } from "./check-sftp.ts";
import { fingerprintOf } from "./connect.ts";
import {
  type DeliveryServer,
  mailOf,
  passwordLogin,
  startDeliveryServer,
} from "./testing/delivery-server.ts";

const PASSPHRASE = "a phrase of its own";
const plain = ssh2.utils.generateKeyPairSync("ed25519");
const guarded = ssh2.utils.generateKeyPairSync("ed25519", {
  passphrase: PASSPHRASE,
  cipher: "aes256-ctr",
  rounds: 4,
});
const stranger = ssh2.utils.generateKeyPairSync("ed25519");
const keyLogin = (privateKey: string, passphrase?: string): SftpLogin => ({
  kind: "key",
  privateKey,
  passphrase,
});

let delivery: DeliveryServer;
beforeAll(async () => {
  delivery = await startDeliveryServer({ authorizedKeys: [plain.public, guarded.public] });
});
afterAll(() => delivery.close());

const check = (change: Parameters<DeliveryServer["config"]>[0] = {}) => checkSftp(delivery.config(change));

describe("a login at a real OpenSSH server", () => {
  test.each([
    ["a password", () => passwordLogin(delivery.server.password)],
    ["a private key", () => keyLogin(plain.private)],
    ["a private key with a passphrase", () => keyLogin(guarded.private, PASSPHRASE)],
  ])("works with %s", async (_what, login) => {
    expect(await check({ login: login() })).toMatchObject({ ok: true });
  });

  test.each([
    ["a wrong password", "sftp-login-refused", () => ({ login: passwordLogin("wrong") })],
    ["a user that it does not know", "sftp-login-refused", () => ({ username: "nobody-here" })],
    ["a key that it does not know", "sftp-login-refused", () => ({ login: keyLogin(stranger.private) })],
    ["a key without its passphrase", "sftp-key-unreadable", () => ({ login: keyLogin(guarded.private) })],
    ["a wrong passphrase", "sftp-key-unreadable", () => ({ login: keyLogin(guarded.private, "no") })],
    ["a public key in its place", "sftp-key-unreadable", () => ({ login: keyLogin(plain.public) })],
    ["a text that is no key", "sftp-key-unreadable", () => ({ login: keyLogin("hello") })],
    ["a folder that is not there", "sftp-folder-missing", () => ({ folder: "/no/such/folder" })],
    ["a name of no host", "sftp-host-unknown", () => ({ host: "no-such-host.invalid" })],
    ["a port that nobody listens at", "sftp-connection-refused", () => ({ port: 1 })],
    ["a host that is not allowed", "sftp-host-forbidden", () => ({ isPrivateAllowed: false })],
  ])("is refused for %s, and says so", async (_what, code, change) => {
    expect(await check(change())).toEqual({ ok: false, code, presented: undefined });
  });

  test("tells how many deliveries the folder holds, and the newest day; of an empty one that it holds none", async () => {
    delivery.clear();
    expect(await check()).toEqual({ ok: true, content: { deliveries: 0, newestDay: null } });
    await delivery.putMails([mailOf("one")], { day: "2026-11-23" });
    await delivery.putMails([mailOf("two")], { day: "2026-11-24" });
    expect(await check()).toEqual({ ok: true, content: { deliveries: 2, newestDay: "2026-11-24" } });
  });

  test.each([
    [
      "answers and hangs up",
      "sftp-not-ssh",
      (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    ],
    ["hangs up", "sftp-not-ssh", (socket: Socket) => socket.end()],
    ["resets the connection", "sftp-unreachable", (socket: Socket) => socket.resetAndDestroy()],
  ])("is refused by another service at the port that %s, at once", async (_what, code, answer) => {
    const web = createServer((socket) => {
      // What nobody reads is never seen to end, and the server would wait for it.
      socket.on("error", () => undefined).resume();
      answer(socket);
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const address = web.address();
    const port = typeof address === "object" && address ? address.port : 0;
    try {
      expect(await check({ port })).toEqual({ ok: false, code, presented: undefined });
      expect(await check({ port, fingerprint: "" })).toEqual({ ok: false, code, presented: undefined });
    } finally {
      await new Promise((resolve) => web.close(resolve));
    }
  });
});

describe("the host key", () => {
  test("is presented for comparison where none is pinned", async () => {
    const presented = delivery.server.fingerprint;
    expect(await check({ fingerprint: "" })).toEqual({
      ok: false,
      code: "sftp-host-key-unconfirmed",
      presented,
    });
  });

  test("of a server that has changed it is refused, and the new one is told", async () => {
    const pinned = delivery.server.fingerprint;
    const other = await startSftpServer({ dataDir: delivery.dataDir, hostKey: "changed-key" });
    try {
      expect(await check({ port: other.port, fingerprint: pinned })).toEqual({
        ok: false,
        code: "sftp-host-key-changed",
        presented: other.fingerprint,
      });
    } finally {
      await other.stop();
    }
  });

  test("is checked before anything is sent: an impostor hears neither user nor password", async () => {
    const impostor = await startImpostor();
    try {
      expect(await check({ port: impostor.port })).toMatchObject({ code: "sftp-host-key-changed" });
      expect(await check({ port: impostor.port, fingerprint: "" })).toMatchObject({
        code: "sftp-host-key-unconfirmed",
      });
      expect(impostor.handshakes()).toBeGreaterThan(1);
      expect(impostor.attempts()).toEqual([]);
      // The impostor does hear whom it is trusted by: the test would see an attempt.
      await check({ port: impostor.port, fingerprint: impostor.fingerprints[0] ?? "" });
      expect(impostor.attempts()).not.toEqual([]);
    } finally {
      await impostor.close();
    }
  });

  test("may be that of any type that the server has", async () => {
    const impostor = await startImpostor();
    try {
      for (const fingerprint of impostor.fingerprints) {
        // Recognized, and so asked for the login, which it refuses.
        expect(await check({ port: impostor.port, fingerprint })).toMatchObject({
          code: "sftp-login-refused",
        });
      }
    } finally {
      await impostor.close();
    }
  });
});

/** A server with keys of two types that refuses every login, and remembers who tried. */
async function startImpostor() {
  const keys = [
    ssh2.utils.generateKeyPairSync("ed25519"),
    ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
  ];
  const tried: string[] = [];
  let handshakes = 0;
  const server = new ssh2.Server({ hostKeys: keys.map((pair) => pair.private) }, (client) => {
    handshakes += 1;
    client.on("error", () => undefined);
    client.on("authentication", (attempt) => {
      tried.push(attempt.method);
      attempt.reject();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: address && typeof address === "object" ? address.port : 0,
    fingerprints: keys.map((pair) => {
      const key = ssh2.utils.parseKey(pair.public);
      if (key instanceof Error) throw key;
      return fingerprintOf(key.getPublicSSH());
    }),
    handshakes: () => handshakes,
    attempts: () => tried,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
