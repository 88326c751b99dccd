import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { type DovecotOptions, type DovecotServer, startDovecot } from "#scripts/stack/dovecot.ts";

/** A Dovecot of the test file's own, and its mailboxes as anybody else may use them. */
export type ImapWorld = DovecotServer & {
  /** A client of the user's own. */
  clientOf(user: string): Promise<ImapFlow>;
  end(): Promise<void>;
};

export async function startImapWorld(
  options: Pick<DovecotOptions, "separator" | "prefix" | "introspectionUrl" | "users">,
): Promise<ImapWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), "dovecot-"));
  const onDeath = (name: string, tail: string) => console.error(`${name} ended:\n${tail}`);
  const server = await startDovecot({ ...options, dataDir, onDeath });
  return {
    ...server,
    async clientOf(user) {
      const client = new ImapFlow({
        host: server.host,
        port: server.port,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: server.password },
        logger: false,
        disableAutoIdle: true,
      });
      await client.connect();
      return client;
    },
    async end() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
