// Makes .env and secrets/ for docker compose, with fresh secrets. Plain JavaScript: runs before anything is installed.
//   npm run init:env                  for a server
//   npm run init:env -- --sandbox     for a demo without any account
//   npm run init:env -- --missing     adds the files to secrets/ that a newer version wants, and changes none
//   npm run init:env -- --dir=FOLDER  somewhere else than here
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = join(import.meta.dirname, "..");
const words = process.argv.slice(2);
const isSandbox = words.includes("--sandbox");
const folder = resolve(words.find((word) => word.startsWith("--dir="))?.slice("--dir=".length) ?? root);
const envFile = join(folder, ".env");
const secretsFolder = join(folder, "secrets");
/** What is not made here: so it stands until somebody fills it in. */
const given = {
  redis_url: "redis://redis:6379",
  entra_client_secret: isSandbox ? "sandbox-client-secret" : "",
  entra_client_certificate: "",
  entra_client_private_key: "",
  imap_master_password: "",
  otel_exporter_otlp_headers: "",
  extra_ca_certificates: "",
};
// Containers read the files as another user; the folder is its owner's alone.
const write = (name, text) => writeFileSync(join(secretsFolder, name), text, { mode: 0o444, flag: "wx" });

if (words.includes("--missing")) {
  const missing = Object.entries(given).filter(([name]) => !existsSync(join(secretsFolder, name)));
  for (const [name, text] of missing) write(name, text);
  const names = missing.map(([name]) => name).join(", ");
  console.log(names === "" ? "Nothing is missing in secrets/." : `Added to secrets/: ${names}.`);
  process.exit(0);
}
for (const path of [envFile, secretsFolder]) {
  if (!existsSync(path)) continue;
  console.error(
    `${relative(process.cwd(), path)} exists already and is left as it is: its keys open what is stored. Move it away to make a new one.`,
  );
  process.exit(1);
}

const hex = (bytes) => randomBytes(bytes).toString("hex");
const adminPassword = hex(24);
const databaseUrl = (role, password) => `postgresql://${role}:${password}@postgres:5432/mobile_archive`;
const storageKey = randomBytes(64).toString("base64");
const secrets = {
  database_admin_password: adminPassword,
  database_admin_url: databaseUrl("postgres", adminPassword),
  database_url: databaseUrl("mac_app", hex(24)),
  envelope_keys: `${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString("base64")}`,
  nextauth_secret: hex(32),
  azurite_accounts: `archive:${storageKey}`,
  azure_storage_connection_string: `DefaultEndpointsProtocol=http;AccountName=archive;AccountKey=${storageKey};BlobEndpoint=http://azurite:10000/archive;`,
  ...given,
};
const SANDBOX = "http://sandbox.localhost:7004";
const lines = [
  "# Made by `npm run init:env`, read by docker compose. Secrets are files in secrets/: keep a copy of that folder in a safe",
  "# place. Without envelope_keys nothing that is stored can be read.",
  `SECRETS_DIR=${secretsFolder === join(root, "secrets") ? "./secrets" : secretsFolder}`,
  "",
  "# What networks, volumes and containers begin with, whatever this folder is called: another name is another, empty stack.",
  "COMPOSE_PROJECT_NAME=mobile-archive-connectors",
  "",
  "# Where admins reach the portal; behind a reverse proxy with TLS: its https address.",
  "NEXTAUTH_URL=http://localhost:3000",
  "",
  "# The application's registration in Entra ID (its secret: secrets/entra_client_secret), and TeleMessage's archive service.",
  `ENTRA_CLIENT_ID=${isSandbox ? "5a9d6a8e-1f6b-4c55-9a53-2f0d4b7c1e10" : ""}`,
  `TELEMESSAGE_URL=${isSandbox ? `${SANDBOX}/telemessage` : ""}`,
  ...(isSandbox
    ? [
        "",
        "# The demo: TeleMessage, Entra ID and Graph are played by a container.",
        "COMPOSE_PROFILES=sandbox",
        `ENTRA_AUTHORITY=${SANDBOX}/entra`,
        `GRAPH_URL=${SANDBOX}/graph`,
        "SANDBOX_ITEMS=600",
        "SANDBOX_LATENCY_MS=200",
        "SANDBOX_TRICKLE_PER_MINUTE=6",
      ]
    : []),
  "",
];

mkdirSync(secretsFolder, { recursive: true, mode: 0o700 });
for (const [name, text] of Object.entries(secrets)) write(name, text);
writeFileSync(envFile, lines.join("\n"), { mode: 0o600 });
console.log(
  isSandbox
    ? ".env and secrets/ are made for a demo. Now: docker compose up -d --build, then open http://localhost:3000"
    : ".env and secrets/ are made. Fill in ENTRA_CLIENT_ID and TELEMESSAGE_URL in .env and secrets/entra_client_secret, then: docker compose up -d --build",
);
