import { readFileSync } from "node:fs";

import { z } from "zod";

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const shared = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL: positive(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  QUEUE_PREFIX: z.string().min(1).default("mac"),
  ENVELOPE_KEYS: z.string().min(1),
  ENVELOPE_CURRENT_KEY: z.string().min(1).optional(),
  ENTRA_AUTHORITY: z.url().default("https://login.microsoftonline.com"),
  ENTRA_CLIENT_ID: z.string().min(1),
  ENTRA_CLIENT_SECRET: z.string().min(1).optional(),
  ENTRA_CLIENT_CERTIFICATE: z.string().min(1).optional(),
  ENTRA_CLIENT_PRIVATE_KEY: z.string().min(1).optional(),
  GRAPH_URL: z.url().default("https://graph.microsoft.com"),
  GRAPH_MAX_IN_FLIGHT: positive(1024),
  TELEMESSAGE_URL: z.url(),
  SFTP_ALLOW_PRIVATE: z.stringbool().default(false),
  ALERTS_ALLOW_PRIVATE: z.stringbool().default(false),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug"]).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  OPERATIONS_HOST: z.string().min(1).default("127.0.0.1"),
  OPERATIONS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
});

const portal = shared.extend({
  NEXTAUTH_URL: z.url(),
  NEXTAUTH_SECRET: z.string().min(16),
  ENTRA_TENANT: z.string().min(1).default("organizations"),
  ENTRA_CLIENT_SECRET: z.string().min(1),
  PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
});

const imap = {
  MAILBOX_DESTINATION: z.enum(["graph", "imap"]).default("graph"),
  IMAP_HOST: z.string().min(1).optional(),
  IMAP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  IMAP_SECURITY: z.enum(["implicit", "starttls", "none"]).default("implicit"),
  IMAP_AUTH: z.enum(["xoauth2", "master"]).default("master"),
  IMAP_MASTER_USER: z.string().min(1).optional(),
  IMAP_MASTER_PASSWORD: z.string().min(1).optional(),
  IMAP_MASTER_SEPARATOR: z.string().min(1).default("*"),
  IMAP_TOKEN_SCOPE: z.string().min(1).default("https://outlook.office365.com/.default"),
  IMAP_CONNECTIONS_PER_MAILBOX: positive(2),
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

const worker = shared.extend({
  ...imap,
  // Originals are the workers' business: the portal is not told where they are.
  AZURE_STORAGE_CONNECTION_STRING: z.string().min(1),
  STAGING_CONTAINER: z.string().min(3).default("staging"),
  RUN_CONCURRENCY: positive(4),
  LANE_CONCURRENCY: positive(48),
  RUN_MAX_ITEMS: positive(100_000),
  SWEEP_SECONDS: positive(5),
  // Heartbeats come every 5 seconds: with less, living workers would lose their claims.
  STALE_SECONDS: z.coerce.number().int().min(8).default(30),
  // No single request takes longer by itself: all of them have time-outs below.
  STALL_SECONDS: positive(600),
  UNKNOWN_OUTCOME_WAIT_MS: z.coerce.number().int().nonnegative().default(30_000),
});

const workerOfDestination = worker.superRefine((env, context) => {
  const missing = (name: string, message: string) =>
    context.addIssue({ code: "custom", path: [name], message });
  if (env.MAILBOX_DESTINATION !== "imap") return;
  if (env.IMAP_HOST === undefined) missing("IMAP_HOST", "the IMAP server's name is needed");
  if (env.IMAP_SECURITY === "none" && !LOOPBACK.has(env.IMAP_HOST ?? ""))
    missing("IMAP_SECURITY", "none is for a server on the same machine");
  if (env.IMAP_AUTH !== "master") return;
  if (env.IMAP_MASTER_USER === undefined) missing("IMAP_MASTER_USER", "the master user is needed");
  if (env.IMAP_MASTER_PASSWORD === undefined)
    missing("IMAP_MASTER_PASSWORD", "the master user's password is needed");
});

/** The portal's configuration; every variable is explained in `.env.example`. */
export type PortalEnv = z.infer<typeof portal>;
/** A worker's configuration; every variable is explained in `.env.example`. */
export type WorkerEnv = z.infer<typeof worker>;

const migration = z.object({
  DATABASE_ADMIN_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
});

/** What a command needs that speaks to the database alone. */
export function readDatabaseEnv(environment: Environment): Pick<WorkerEnv, "DATABASE_URL"> {
  return read(shared.pick({ DATABASE_URL: true }), environment);
}

/** What of the configuration is about traces. */
export function traceSettingsOf(env: z.infer<typeof shared>) {
  return {
    endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS,
    part: env.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** Where the services outside are, by the names that traces give them. */
export function serviceUrlsOf(env: z.infer<typeof shared>) {
  return { graph: env.GRAPH_URL, entra: env.ENTRA_AUTHORITY, telemessage: env.TELEMESSAGE_URL };
}

const keyVault = z.object({
  ENVELOPE_KEYS_VAULT_URL: z.url().refine((address) => isSafe(new URL(address)), "https is needed"),
  KEY_VAULT_TENANT: z.string().min(1),
  ...shared.pick({
    ENTRA_AUTHORITY: true,
    ENTRA_CLIENT_ID: true,
    ENTRA_CLIENT_SECRET: true,
    ENTRA_CLIENT_CERTIFICATE: true,
    ENTRA_CLIENT_PRIVATE_KEY: true,
  }).shape,
});

/** Where the envelope keys lie in Azure Key Vault, and who reads them there. */
export type KeyVaultEnv = z.infer<typeof keyVault>;

type Environment = Record<string, string | undefined>;

/**
 * @returns undefined where the keys do not lie in a vault
 * @throws Error that names every missing or malformed variable, and no value
 */
export function readKeyVaultEnv(environment: Environment): KeyVaultEnv | undefined {
  if (!environment["ENVELOPE_KEYS_VAULT_URL"]) return undefined;
  if (valueOf("ENVELOPE_KEYS", environment, []) !== undefined)
    throw new Error("ENVELOPE_KEYS_VAULT_URL: stands beside ENVELOPE_KEYS; set one of them");
  return read(keyVault, environment);
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || LOOPBACK.has(hostname);
}

/** @throws Error that names every missing or malformed variable, and no value */
export function readPortalEnv(environment: Environment): PortalEnv {
  return read(portal, environment);
}

/** @throws Error that names every missing or malformed variable, and no value */
export function readWorkerEnv(environment: Environment): WorkerEnv {
  return read(workerOfDestination, environment);
}

/** What the migration needs: the owner's role, and the password that the product's own role is given. */
export function readMigrationEnv(environment: Environment): z.infer<typeof migration> {
  return read(migration, environment);
}

function read<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.infer<Schema> {
  const problems: string[] = [];
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, valueOf(name, environment, problems)]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success && problems.length === 0) return parsed.data;
  problems.push(...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  throw new Error(`The environment is incomplete (see .env.example).\n  ${problems.join("\n  ")}`);
}

/**
 * A variable, or the text of the file that the variable of the same name with `_FILE` points to: secrets need not stand in
 * an environment, which crash reports and process lists show. Empty counts as absent, as compose files and shells spell it.
 */
function valueOf(name: string, environment: Environment, problems: string[]): string | undefined {
  const value = environment[name];
  const file = environment[`${name}_FILE`];
  if (!file) return value === "" ? undefined : value;
  if (value) problems.push(`${name}: stands beside ${name}_FILE; set one of them`);
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    problems.push(`${name}_FILE: its file cannot be read`);
    return undefined;
  }
}
