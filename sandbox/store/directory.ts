import { asRecord, stringIn, type JsonRecord } from "../http/guards.ts";
import { accountHolders, peopleOf, type MailboxState, type Person } from "../people.ts";
import { TENANTS } from "../world.ts";
import { integerOf, optionalTextOf, textOf, type Database, type Row } from "./database.ts";

/** A user of a tenant's directory. `entry` is the user as Graph shows it, with every property that we know. */
export interface DirectoryUser {
  readonly id: string;
  readonly tenantId: string;
  /** Serial of the last change: a delta link remembers the highest it has seen. */
  readonly change: number;
  /** `changed`: deleted, can be restored. `deleted`: gone for good. Source: Graph delta query, removed instances. */
  readonly removed: "changed" | "deleted" | undefined;
  readonly mailbox: MailboxState;
  readonly upn: string;
  readonly entry: JsonRecord;
}

const EXCHANGE_PLAN_ID = "efb87545-963c-4e0d-99df-69c6916d9eb0";

export class Directory {
  readonly #db: Database;
  readonly #users = new Map<string, DirectoryUser>();
  readonly #idByUpn = new Map<string, string>();
  #change = 0;

  /** Fills the directory at the first start with a data file; adds the people that a larger `contosoCount` brings. */
  constructor(db: Database, contosoCount: number) {
    this.#db = db;
    for (const row of db.all("SELECT * FROM directory_user ORDER BY change")) this.#keep(userOf(row));
    for (const tenant of TENANTS) {
      for (const one of [...accountHolders(tenant), ...peopleOf(tenant, contosoCount)]) {
        if (!this.#users.has(one.id)) this.#save(tenant.id, one.id, entryOf(one), one.mailbox, undefined);
      }
    }
  }

  /** By object id or user principal name; removed users are not found. */
  find(tenantId: string, key: string): DirectoryUser | undefined {
    const user = this.findAnywhere(key);
    return user === undefined || user.tenantId !== tenantId || user.removed !== undefined ? undefined : user;
  }

  /** Whatever the tenant, removed or not: whose mailbox a path means, before the caller is known. */
  findAnywhere(key: string): DirectoryUser | undefined {
    return this.#users.get(key) ?? this.#users.get(this.#idByUpn.get(key.toLowerCase()) ?? "");
  }

  /** Users that are there, ordered by id. */
  list(tenantId: string): DirectoryUser[] {
    return [...this.#users.values()]
      .filter((user) => user.tenantId === tenantId && user.removed === undefined)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Everything that changed after a serial, removals too, ordered by id. */
  changedSince(tenantId: string, change: number): DirectoryUser[] {
    return [...this.#users.values()]
      .filter((user) => user.tenantId === tenantId && user.change > change)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  lastChange(): number {
    return this.#change;
  }

  /** Changes properties of a user's entry, and the state of its mailbox where one is given. */
  update(user: DirectoryUser, properties: JsonRecord, mailbox: MailboxState = user.mailbox): void {
    this.#save(user.tenantId, user.id, { ...user.entry, ...properties }, mailbox, undefined);
  }

  remove(user: DirectoryUser, how: "changed" | "deleted"): void {
    this.#save(user.tenantId, user.id, user.entry, user.mailbox, how);
  }

  /** Adds a member; a mailbox exists at once. */
  add(tenantId: string, id: string, entry: JsonRecord): void {
    this.#save(tenantId, id, { ...defaultEntry(id), ...entry, id }, "ok", undefined);
  }

  #save(
    tenant: string,
    id: string,
    entry: JsonRecord,
    mailbox: MailboxState,
    removed: DirectoryUser["removed"],
  ): void {
    this.#change += 1;
    this.#db.write(
      "INSERT OR REPLACE INTO directory_user (id, tenant, change, removed, mailbox, entry) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      tenant,
      this.#change,
      removed ?? null,
      mailbox,
      JSON.stringify(entry),
    );
    this.#keep({
      id,
      tenantId: tenant,
      change: this.#change,
      removed,
      mailbox,
      upn: stringIn(entry, "userPrincipalName") ?? id,
      entry,
    });
  }

  #keep(user: DirectoryUser): void {
    this.#users.set(user.id, user);
    this.#idByUpn.set(user.upn.toLowerCase(), user.id);
    this.#change = Math.max(this.#change, user.change);
  }
}

export function mailboxStateOf(value: unknown): MailboxState | undefined {
  return value === "ok" || value === "none" || value === "full" ? value : undefined;
}

function userOf(row: Row): DirectoryUser {
  const entry = asRecord(JSON.parse(textOf(row, "entry")));
  const removed = optionalTextOf(row, "removed");
  return {
    id: textOf(row, "id"),
    tenantId: textOf(row, "tenant"),
    change: integerOf(row, "change"),
    removed: removed === "changed" || removed === "deleted" ? removed : undefined,
    mailbox: mailboxStateOf(row["mailbox"]) ?? "ok",
    upn: stringIn(entry, "userPrincipalName") ?? "",
    entry,
  };
}

function entryOf(person: Person): JsonRecord {
  return {
    ...defaultEntry(person.id),
    displayName: `${person.givenName} ${person.surname}`,
    givenName: person.givenName,
    surname: person.surname,
    mail: person.mail,
    userPrincipalName: person.userPrincipalName,
    mobilePhone: person.phoneDigits === undefined ? null : `+${person.phoneDigits}`,
    proxyAddresses: [`SMTP:${person.mail}`, ...person.aliases.map((alias) => `smtp:${alias}`)],
    otherMails: person.otherMails,
    accountEnabled: person.accountEnabled,
    userType: person.userType,
    assignedPlans: person.exchangePlan ? [exchangePlan()] : [],
  };
}

function defaultEntry(id: string): JsonRecord {
  return {
    id,
    displayName: null,
    givenName: null,
    surname: null,
    mail: null,
    userPrincipalName: null,
    mobilePhone: null,
    businessPhones: [],
    jobTitle: null,
    officeLocation: null,
    preferredLanguage: null,
    proxyAddresses: [],
    otherMails: [],
    accountEnabled: true,
    userType: "Member",
    assignedPlans: [exchangePlan()],
  };
}

function exchangePlan(): JsonRecord {
  return {
    assignedDateTime: "2026-01-05T09:00:00Z",
    capabilityStatus: "Enabled",
    service: "exchange",
    servicePlanId: EXCHANGE_PLAN_ID,
  };
}
