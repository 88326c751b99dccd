import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a deployment must bring along and a laptop's stack makes up once: kept in the data folder, readable by its owner only. */
export type StackSecrets = {
  databaseAdmin: string;
  databaseApp: string;
  nextAuth: string;
  envelopeKeys: string;
};

export function readOrMakeSecrets(dataDir: string): StackSecrets {
  const file = join(dataDir, "secrets.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as StackSecrets;
  const secrets: StackSecrets = {
    databaseAdmin: randomBytes(18).toString("hex"),
    databaseApp: randomBytes(18).toString("hex"),
    nextAuth: randomBytes(32).toString("hex"),
    envelopeKeys: `local-1:${randomBytes(32).toString("base64")}`,
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
