import { asRecord, isStringArray, stringIn } from "../http/guards.ts";
import { type Database } from "../store/database.ts";
import { TENANTS } from "../world.ts";

/**
 * What a tenant's administrators have granted to the application.
 * `scoped`: Mail.* is granted by Exchange's role based access control for some mailboxes, so it is not in tokens.
 */
export interface Consent {
  readonly granted: boolean;
  readonly mode: "tenant-wide" | "scoped";
  /** Users (id or address) in scope; empty means all. Only of `scoped`. */
  readonly scope: readonly string[];
  readonly grantedMs: number;
}

const NONE: Consent = { granted: false, mode: "tenant-wide", scope: [], grantedMs: 0 };

export class ConsentBook {
  readonly #db: Database;

  /** Tenants named in `consented` have granted before the first start. */
  constructor(db: Database, consented: readonly string[]) {
    this.#db = db;
    for (const tenant of TENANTS) {
      if (db.setting(`consent:${tenant.id}`) !== undefined) continue;
      const granted = consented.includes(tenant.name) || consented.includes(tenant.id);
      this.save(tenant.id, { ...NONE, granted });
    }
  }

  of(tenantId: string): Consent {
    const stored = this.#db.setting(`consent:${tenantId}`);
    if (stored === undefined) return NONE;
    const value = asRecord(JSON.parse(stored));
    const scope = value["scope"];
    return {
      granted: value["granted"] === true,
      mode: stringIn(value, "mode") === "scoped" ? "scoped" : "tenant-wide",
      scope: isStringArray(scope) ? scope : [],
      grantedMs: Number(value["grantedMs"] ?? 0),
    };
  }

  save(tenantId: string, consent: Consent): void {
    this.#db.saveSetting(`consent:${tenantId}`, JSON.stringify(consent));
  }
}

/** Permissions that Exchange can grant on its own. Source: RBAC for Applications in Exchange Online, supported roles. */
export function isExchangePermission(permission: string): boolean {
  return /^(Mail|MailboxSettings|MailboxFolder|MailboxItem|Mail-Advanced)\./.test(permission);
}
