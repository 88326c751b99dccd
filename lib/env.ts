import { z } from "zod";

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const shared = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL: positive(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  QUEUE_PREFIX: z.string().min(1).default("mac"),
  AZURE_STORAGE_CONNECTION_STRING: z.string().min(1),
  STAGING_CONTAINER: z.string().min(3).default("staging"),
  ENVELOPE_KEYS: z.string().min(1),
  ENVELOPE_CURRENT_KEY: z.string().min(1).optional(),
  ENTRA_AUTHORITY: z.url().default("https://login.microsoftonline.com"),
  ENTRA_CLIENT_ID: z.string().min(1),
  ENTRA_CLIENT_SECRET: z.string().min(1).optional(),
  ENTRA_CLIENT_CERTIFICATE: z.string().min(1).optional(),
  ENTRA_CLIENT_PRIVATE_KEY: z.string().min(1).optional(),
  GRAPH_URL: z.url().default("https://graph.microsoft.com"),
  GRAPH_MAX_IN_FLIGHT: positive(256),
  TELEMESSAGE_URL: z.url(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug"]).default("info"),
});

const portal = shared.extend({
  NEXTAUTH_URL: z.url(),
  NEXTAUTH_SECRET: z.string().min(16),
  ENTRA_TENANT: z.string().min(1).default("organizations"),
  ENTRA_CLIENT_SECRET: z.string().min(1),
});

const worker = shared.extend({
  RUN_CONCURRENCY: positive(4),
  LANE_CONCURRENCY: positive(48),
  RUN_MAX_ITEMS: positive(100_000),
  SWEEP_SECONDS: positive(5),
  // Heartbeats come every 5 seconds: with less, living workers would lose their claims.
  STALE_SECONDS: z.coerce.number().int().min(8).default(30),
  UNKNOWN_OUTCOME_WAIT_MS: z.coerce.number().int().nonnegative().default(30_000),
});

/** The portal's configuration; every variable is explained in `.env.example`. */
export type PortalEnv = z.infer<typeof portal>;
/** A worker's configuration; every variable is explained in `.env.example`. */
export type WorkerEnv = z.infer<typeof worker>;

type Environment = Record<string, string | undefined>;

/** @throws Error that names every missing or malformed variable, and no value */
export function readPortalEnv(environment: Environment): PortalEnv {
  return read(portal, environment);
}

/** @throws Error that names every missing or malformed variable, and no value */
export function readWorkerEnv(environment: Environment): WorkerEnv {
  return read(worker, environment);
}

function read<Schema extends z.ZodType>(schema: Schema, environment: Environment): z.infer<Schema> {
  // An empty variable is an absent one, as compose files and shells spell it.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is incomplete (see .env.example).\n  ${problems.join("\n  ")}`);
}
