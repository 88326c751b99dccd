import { type Area, queryOf } from "../http/call.ts";
import { isRecord, stringIn } from "../http/guards.ts";
import { handlerArea, type HandlerContext } from "../http/handler-area.ts";
import { json, type Reply } from "../http/reply.ts";
import { type Sandbox, type SandboxHolder } from "../sandbox.ts";
import { CONTOSO } from "../world.ts";
import { VAULT_AUDIENCE } from "./vault-tokens.ts";

const MAX_BODY_BYTES = 64 * 1024;

/** A Key Vault of Contoso's: reading a secret, by its name or by one of its versions. */
export function keyVaultArea(holder: SandboxHolder): Area {
  const value = { kind: "keyvault.secret", handle: readSecret };
  const routes = [
    { method: "GET", pattern: "secrets/:name", value },
    { method: "GET", pattern: "secrets/:name/:version", value },
  ];
  return handlerArea(holder, routes, { faults: "keyvault", maxBodyBytes: MAX_BODY_BYTES, skip: 1 });
}

/** Source: Key Vault REST, "Get Secret", and its challenge where no token came. */
async function readSecret({ sandbox, call }: HandlerContext): Promise<Reply> {
  if (!queryOf(call).has("api-version")) return problem(400, "BadParameter", "api-version is required");
  const token = /^Bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1];
  const claims = token === undefined ? undefined : await sandbox.signingKey.verify(token, VAULT_AUDIENCE);
  if (claims === undefined) {
    const challenge = `Bearer authorization="${sandbox.urls.public}/entra/${CONTOSO.id}", resource="${VAULT_AUDIENCE}"`;
    return problem(401, "Unauthorized", "AKV10000: a token is required", { "www-authenticate": challenge });
  }
  if (claims["tid"] !== CONTOSO.id) return problem(403, "Forbidden", "The caller may not read secrets here");
  return secretOf(sandbox, call.params["name"] ?? "", call.params["version"]);
}

function secretOf(sandbox: Sandbox, name: string, wanted: string | undefined): Reply {
  const stored: unknown = JSON.parse(sandbox.db.setting(settingOf(name)) ?? "{}");
  const version = isRecord(stored) ? stringIn(stored, "version") : undefined;
  if (!isRecord(stored) || version === undefined || (wanted ?? version) !== version)
    return problem(404, "SecretNotFound", "A secret of this name and version was not found");
  const id = `${sandbox.urls.public}/keyvault/secrets/${name}/${version}`;
  return json(200, { value: stored["value"], id, attributes: { enabled: true } });
}

/** Under which name the sandbox remembers a secret: `{value, version}`. */
export function settingOf(name: string): string {
  return `keyvault:${name}`;
}

function problem(status: number, code: string, message: string, headers: Record<string, string> = {}): Reply {
  return json(status, { error: { code, message } }, headers);
}
