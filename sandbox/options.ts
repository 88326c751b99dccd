import { asRecord, numberIn, type JsonRecord } from "./http/guards.ts";
import { DEFAULT_APP_PERMISSIONS } from "./world.ts";
import { MAX_PEOPLE, MIN_PEOPLE } from "./people.ts";
import { largeSizesFrom } from "./telemessage/large-items.ts";
import { ALL_SPECIALS, isSpecialName, type SpecialName } from "./telemessage/special-items.ts";

/** Microsoft's limits on one app at one mailbox. Source: Graph service-specific throttling limits, Outlook. */
export interface Limits {
  readonly concurrentRequests: number;
  readonly requestsPer10Minutes: number;
  readonly uploadBytesPer5Minutes: number;
}

export const MICROSOFT_LIMITS: Limits = {
  concurrentRequests: 4,
  requestsPer10Minutes: 10_000,
  uploadBytesPer5Minutes: 150 * 1024 * 1024,
};

export interface SandboxOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly uploadPort: number;
  /** File of the state, or `:memory:`. */
  readonly data: string;
  readonly mailDir: string | undefined;
  readonly seed: number;
  /** Generated items of the 24 hours before the first start. */
  readonly items: number;
  /** Which of the odd items are among Contoso's. */
  readonly specials: readonly SpecialName[];
  /** Sizes in bytes of the attachments of Contoso's large items. */
  readonly large: readonly number[];
  /** When the sandbox was started for the first time, as far as its traffic depends on it; undefined: now. */
  readonly startedAtMs: number | undefined;
  /** A page of the vendor's listing holds no more items than this, whatever is asked for. */
  readonly pageItems: number;
  readonly users: number;
  readonly tricklePerMinute: number;
  readonly latencyMs: number;
  /** Hears of each request, as `GET /path?query`. */
  readonly onRequest: ((line: string) => void) | undefined;
  readonly faults: readonly JsonRecord[];
  /** Where browsers and issuers know this server; undefined: the address it listens on. */
  readonly publicUrl: string | undefined;
  readonly publicUploadUrl: string | undefined;
  /** PEM of the certificate or public key that client assertions are signed with. */
  readonly clientCertificate: string | undefined;
  /** Names of tenants that have consented at the first start. */
  readonly consented: readonly string[];
  readonly appPermissions: readonly string[];
  readonly limits: Limits;
  /** Refuse updates of subject, body and recipients of sent messages, as Microsoft does from 2026-12-31. */
  readonly blockSensitiveUpdates: boolean;
  readonly now: () => number;
}

export const DEFAULT_OPTIONS: SandboxOptions = {
  host: "127.0.0.1",
  port: 0,
  uploadPort: 0,
  data: ":memory:",
  mailDir: undefined,
  seed: 1,
  items: 600,
  specials: ALL_SPECIALS,
  large: [],
  startedAtMs: undefined,
  pageItems: 1000,
  users: 40,
  tricklePerMinute: 0,
  latencyMs: 0,
  onRequest: undefined,
  faults: [],
  publicUrl: undefined,
  publicUploadUrl: undefined,
  clientCertificate: undefined,
  consented: [],
  appPermissions: DEFAULT_APP_PERMISSIONS,
  limits: MICROSOFT_LIMITS,
  blockSensitiveUpdates: true,
  now: Date.now,
};

/** Options from SANDBOX_* variables. Throws with the variable's name when a value cannot be read. */
export function optionsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readText: (path: string) => string,
): SandboxOptions {
  const certificate = given(env, "SANDBOX_CLIENT_CERT");
  return {
    ...DEFAULT_OPTIONS,
    host: given(env, "SANDBOX_HOST") ?? "127.0.0.1",
    port: integer(env, "SANDBOX_PORT", 7004),
    uploadPort: integer(env, "SANDBOX_UPLOAD_PORT", 7005),
    data: given(env, "SANDBOX_DATA") ?? ":memory:",
    mailDir: given(env, "SANDBOX_MAIL_DIR"),
    seed: integer(env, "SANDBOX_SEED", 1),
    items: integer(env, "SANDBOX_ITEMS", 600),
    specials: specialsFrom(given(env, "SANDBOX_SPECIALS")),
    large: largeSizesFrom(given(env, "SANDBOX_LARGE_ITEMS")),
    startedAtMs: instant(env, "SANDBOX_STARTED_AT"),
    pageItems: integer(env, "SANDBOX_PAGE_ITEMS", DEFAULT_OPTIONS.pageItems),
    users: Math.min(MAX_PEOPLE, Math.max(MIN_PEOPLE, integer(env, "SANDBOX_USERS", 40))),
    tricklePerMinute: integer(env, "SANDBOX_TRICKLE_PER_MINUTE", 0),
    latencyMs: integer(env, "SANDBOX_LATENCY_MS", 0),
    faults: faultsFrom(given(env, "SANDBOX_FAULTS")),
    publicUrl: withoutSlash(given(env, "SANDBOX_PUBLIC_URL")),
    publicUploadUrl: withoutSlash(given(env, "SANDBOX_PUBLIC_UPLOAD_URL")),
    clientCertificate: certificate === undefined ? undefined : readText(certificate),
    consented: list(given(env, "SANDBOX_CONSENTED")),
    appPermissions:
      given(env, "SANDBOX_APP_PERMISSIONS") === undefined
        ? DEFAULT_APP_PERMISSIONS
        : list(env["SANDBOX_APP_PERMISSIONS"]),
    limits: limitsFrom(given(env, "SANDBOX_LIMITS")),
    blockSensitiveUpdates: given(env, "SANDBOX_SENSITIVE_UPDATES") !== "allowed",
  };
}

function given(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}

function integer(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const value = given(env, name);
  if (value === undefined) return fallback;
  if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not "${value}"`);
  return Number(value);
}

function instant(env: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const value = given(env, name);
  if (value === undefined) return undefined;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw new Error(`${name} must be a time, not "${value}"`);
  return ms;
}

function list(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function specialsFrom(value: string | undefined): readonly SpecialName[] {
  if (value === undefined || value === "1") return ALL_SPECIALS;
  if (value === "0") return [];
  return list(value).map((name) => {
    if (!isSpecialName(name))
      throw new Error(`SANDBOX_SPECIALS knows ${ALL_SPECIALS.join(", ")}, not "${name}"`);
    return name;
  });
}

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, "");
}

function faultsFrom(value: string | undefined): JsonRecord[] {
  if (value === undefined) return [];
  const parsed: unknown = JSON.parse(value);
  if (!Array.isArray(parsed)) throw new Error("SANDBOX_FAULTS must be a JSON array");
  return parsed.map(asRecord);
}

function limitsFrom(value: string | undefined): Limits {
  if (value === undefined) return MICROSOFT_LIMITS;
  const given = asRecord(JSON.parse(value));
  return {
    concurrentRequests: numberIn(given, "concurrentRequests") ?? MICROSOFT_LIMITS.concurrentRequests,
    requestsPer10Minutes: numberIn(given, "requestsPer10Minutes") ?? MICROSOFT_LIMITS.requestsPer10Minutes,
    uploadBytesPer5Minutes:
      numberIn(given, "uploadBytesPer5Minutes") ?? MICROSOFT_LIMITS.uploadBytesPer5Minutes,
  };
}
