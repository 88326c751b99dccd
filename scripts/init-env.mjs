// Writes .env for docker compose with fresh secrets. Plain JavaScript: runs before anything is installed.
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../.env");
if (existsSync(file)) {
  console.error(
    ".env exists already and is left as it is: its keys open what is stored. Move it away to make a new one.",
  );
  process.exit(1);
}

const secret = () => randomBytes(24).toString("hex");
const lines = [
  "# Made by `npm run init:env`. Keep a copy in a safe place: without ENVELOPE_KEYS nothing stored can be read.",
  `DATABASE_ADMIN_PASSWORD=${secret()}`,
  `DATABASE_APP_PASSWORD=${secret()}`,
  `ENVELOPE_KEYS=${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString("base64")}`,
  `NEXTAUTH_SECRET=${randomBytes(32).toString("hex")}`,
  "",
  "# Where admins reach the portal; behind a reverse proxy with TLS: its https address.",
  "NEXTAUTH_URL=http://localhost:3000",
  "",
  "# The application's registration in Entra ID, and TeleMessage's archive service.",
  "ENTRA_CLIENT_ID=",
  "ENTRA_CLIENT_SECRET=",
  "TELEMESSAGE_URL=",
  "",
];
writeFileSync(file, lines.join("\n"), { mode: 0o600 });
console.log(
  ".env is made. Fill in ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET and TELEMESSAGE_URL, then: docker compose up -d --build",
);
