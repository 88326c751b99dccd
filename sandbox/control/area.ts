import { handlerArea, type AreaRoute, type HandlerContext } from "../http/handler-area.ts";
import { type Area } from "../http/call.ts";
import { type Route } from "../http/router.ts";
import { empty, json, text, type Reply } from "../http/reply.ts";
import { resetSandbox, type SandboxHolder } from "../sandbox.ts";
import { addFault, clearFaults, listFaults } from "./faults.ts";
import { listMailboxes, listMailboxMessages } from "./mailboxes.ts";
import { mappingCsv } from "./mapping-csv.ts";
import { removeUser, saveUser, setConsent, showConsent } from "./tenants.ts";
import { saveSecret } from "./vault.ts";
import { addEml, addItems } from "./vendor.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Buttons and dials of the sandbox, for tests, benchmarks and people. Described in sandbox/README.md. */
export function controlArea(holder: SandboxHolder): Area {
  return handlerArea(holder, ROUTES, { faults: undefined, maxBodyBytes: MAX_BODY_BYTES, skip: 1 });
}

const ROUTES: readonly Route<AreaRoute>[] = [
  route("GET", "health", () => json(200, { status: "ok" })),
  route("GET", "stats", ({ sandbox }) => json(200, sandbox.stats.snapshot())),
  route("DELETE", "stats", ({ sandbox }) => {
    sandbox.stats.forget();
    return empty(204);
  }),
  route("GET", "faults", listFaults),
  route("POST", "faults", addFault),
  route("DELETE", "faults", clearFaults),
  route("GET", "mailboxes", listMailboxes),
  route("GET", "messages", listMailboxMessages),
  route("GET", "consent", showConsent),
  route("POST", "consent", setConsent),
  route("POST", "users", saveUser),
  route("DELETE", "users", removeUser),
  route("POST", "keyvault/secrets", saveSecret),
  route("POST", "vendor/items", addItems),
  route("POST", "vendor/eml", addEml),
  route("GET", "mapping.csv", ({ sandbox }) =>
    text(200, mappingCsv(sandbox.options.users), "text/csv; charset=utf-8"),
  ),
  route("POST", "reset", async ({ holder }) => {
    await resetSandbox(holder);
    return empty(204);
  }),
];

function route(
  method: string,
  pattern: string,
  handle: (context: HandlerContext) => Reply | Promise<Reply>,
): Route<AreaRoute> {
  return { method, pattern, value: { kind: "control", handle } };
}
