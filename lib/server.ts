import "server-only";
import type { AuthOptions } from "next-auth";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { createAlertWatcher } from "#lib/alert-watcher.ts";
import { authOptions } from "#lib/auth/options.ts";
import { createSignInLimits, type SignInLimits } from "#lib/auth/sign-in-limits.ts";
import { answerAuth, readViewer } from "#lib/auth/session.ts";
import { createDb } from "#lib/db/client.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import { type PortalEnv, readKeyVaultEnv, readPortalEnv, serviceUrlsOf, traceSettingsOf } from "#lib/env.ts";
import { createLog, faultOf, type Log } from "#lib/log.ts";
import { startOperationsServer } from "#lib/operations/operations-server.ts";
import { createPortalOperations } from "#lib/operations/portal-operations.ts";
import { paths } from "#lib/paths.ts";
import { createProducer, type Producer } from "#lib/queue/enqueue.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { noteMember } from "#lib/services/tenant/note-member.ts";
import { ensureTenant } from "#lib/services/tenant/ensure-tenant.ts";
import { noteSourceAddresses, SOURCE_ADDRESS_HEADER } from "#lib/source-address.ts";
import { systemClock } from "#lib/system-clock.ts";
import { openTracer } from "#lib/tracing/open-tracer.ts";
import { traceHttp } from "#lib/tracing/trace-http.ts";
import { traceRequests } from "#lib/tracing/trace-requests.ts";
import { NO_TRACES, type Tracer } from "#lib/tracing/tracer.ts";
import { withVaultKeys } from "#lib/vault-keys.ts";
import { createWorld } from "#lib/world.ts";

// The composition root of the portal: what a process of it is made of, once, when the first request asks.

type Root = Pick<ServiceContext, "db" | "world"> & {
  env: PortalEnv;
  producer: Producer;
  log: Log;
  auth: AuthOptions;
  signInLimits: SignInLimits;
  /** Off until the portal has started. */
  traces: { tracer: Tracer };
  portalUrl: string;
  /** Tenants whose row is known to exist. */
  tenants: Set<string>;
  /** Of whom it was noted when, and with which roles, they were here. */
  members: Map<string, { roles: string; atMs: number }>;
};

declare global {
  // Next.js may load this module once for pages and once for routes; the pools are one all the same.
  var macPortalRoot: Root | undefined;
}

function root(): Root {
  globalThis.macPortalRoot ??= build(process.env);
  return globalThis.macPortalRoot;
}

/** Called once, when the portal starts, before anything else: keys may lie in a vault, which takes a while to answer. */
export async function openRoot(): Promise<void> {
  globalThis.macPortalRoot ??= build(await withVaultKeys(process.env, readKeyVaultEnv(process.env)));
}

function build(environment: Record<string, string | undefined>): Root {
  const env = readPortalEnv(environment);
  const log = createLog("portal", env.LOG_LEVEL);
  const db = createDb(env.DATABASE_URL, { max: env.DATABASE_POOL });
  const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
  const auth = authOptions({
    authority: env.ENTRA_AUTHORITY,
    tenant: env.ENTRA_TENANT,
    clientId: env.ENTRA_CLIENT_ID,
    clientSecret: env.ENTRA_CLIENT_SECRET,
    secret: env.NEXTAUTH_SECRET,
    onError: (code) => log.warn("A sign-in did not succeed", { code }),
    now: () => new Date(),
  });
  const signInLimits = createSignInLimits(
    env.NEXTAUTH_SECRET,
    (key, windowMs) => producer.countAttempt(key, windowMs),
    () => new Date(),
  );
  const portalUrl = new URL(env.NEXTAUTH_URL).origin;
  const traces = { tracer: NO_TRACES };
  const world = createWorld(env, db, producer, (http) =>
    traceHttp(http, serviceUrlsOf(env), () => traces.tracer),
  );
  const known = { tenants: new Set<string>(), members: new Map() };
  return { env, db, producer, world, log, auth, signInLimits, traces, portalUrl, ...known };
}

/** Called once, when the portal starts. */
export function startNotingAddresses(): void {
  noteSourceAddresses(root().env.PROXY_HOPS);
}

/** Traces, where the environment names a collector. Called once, when the portal starts. */
export async function startTracing(): Promise<void> {
  const { env, traces } = root();
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
  traces.tracer = await openTracer("portal", traceSettingsOf(env));
  traceRequests(traces.tracer);
}

/** `/live`, `/ready` and `/metrics`, where the environment names a port for them. Called once, when the portal starts. */
export async function startOperations(): Promise<void> {
  const { env, db, producer, log } = root();
  if (env.OPERATIONS_PORT === undefined) return;
  const operations = createPortalOperations(db, producer);
  await startOperationsServer({ host: env.OPERATIONS_HOST, port: env.OPERATIONS_PORT }, operations);
  log.info("Operations port ready", { count: env.OPERATIONS_PORT });
}

const WATCH_EVERY_MS = 30_000;

/** Alerts while no worker is there to raise them. Called once, when the portal starts. */
export function startAlertWatch(): void {
  const { db, log, env, world } = root();
  const envelope = createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY));
  const watcher = createAlertWatcher({
    db,
    envelope,
    send: (channel, message) => world.sendAlert(channel, message),
    log,
  });
  const watch = async () => {
    const forever = new AbortController().signal;
    for (;;) {
      await systemClock.sleep(WATCH_EVERY_MS, forever);
      await watcher
        .passInPlaceOfWorkers()
        .catch((error: unknown) => log.warn("Alerts could not be looked for", { fault: faultOf(error) }));
    }
  };
  void watch();
}

/** The viewer of a page. Sends whoever is not signed in, or has no role, to the page that says so. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer();
  if (!viewer) redirect(paths.signInFrom(await pathOfRequest()));
  if (viewer.roles.length === 0) redirect(paths.noRole);
  return viewer;
}

/** The viewer of the present request, with a role or without; `undefined` when nobody is signed in. */
export async function findViewer(): Promise<Viewer | undefined> {
  return readViewer(root().auth);
}

/** The first argument of every verb, for a page or an action. */
export async function serviceContext(): Promise<ServiceContext> {
  return contextOf(await requireViewer());
}

/** The same for a route, which answers 401 itself; verbs refuse a viewer without a role. */
export async function findServiceContext(): Promise<ServiceContext | undefined> {
  const viewer = await findViewer();
  return viewer && contextOf(viewer);
}

/** For what happens without a viewer: the way back from the consent page, and health. */
export function systemContext(): Pick<ServiceContext, "db" | "world"> {
  const { db, world } = root();
  return { db, world };
}

async function contextOf(viewer: Viewer): Promise<ServiceContext> {
  const { db, world, tenants } = root();
  // Somebody without a role here leaves nothing behind.
  if (viewer.roles.length > 0 && !tenants.has(viewer.tenantId)) {
    await ensureTenant({ db, world }, viewer);
    tenants.add(viewer.tenantId);
  }
  await noteVisit(viewer);
  return { viewer, sourceAddress: await sourceAddressOfRequest(), db, world };
}

const VISIT_MS = 60 * 60_000;

/** Once an hour, and at once when the roles are others. */
async function noteVisit(viewer: Viewer): Promise<void> {
  const { db, world, members } = root();
  const key = `${viewer.tenantId}/${viewer.userId}`;
  const known = members.get(key);
  const seen = { roles: viewer.roles.join(), atMs: Date.now() };
  if (viewer.roles.length === 0) return;
  if (known?.roles === seen.roles && seen.atMs - known.atMs < VISIT_MS) return;
  members.set(key, seen);
  await noteMember({ db, world }, viewer);
}

export async function answerAuthRoute(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const { auth, signInLimits } = root();
  return answerAuth(request, context, auth, signInLimits, await sourceAddressOfRequest());
}

/** Writes a fault to the log, and returns the id that finds it there. */
export function reportFault(event: string, error: unknown): string {
  const correlationId = crypto.randomUUID();
  root().log.error(event, { correlationId, fault: faultOf(error) });
  return correlationId;
}

/** Where browsers know the portal: scheme, host and port. */
export function portalOrigin(): string {
  return root().portalUrl;
}

/** The page that was asked for, as `proxy.ts` noted it. */
async function pathOfRequest(): Promise<string> {
  return (await headers()).get("x-path") ?? paths.gallery;
}

async function sourceAddressOfRequest(): Promise<string> {
  return (await headers()).get(SOURCE_ADDRESS_HEADER) ?? "unknown";
}
