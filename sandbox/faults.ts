import { numberIn, stringIn, type JsonRecord } from "./http/guards.ts";
import { randomFrom } from "./random.ts";
import { findTenant } from "./world.ts";

/** Everything that the sandbox can be told to do wrong. What each takes: sandbox/README.md. */
export const FAULTS = [
  "throttle",
  "unavailable",
  "commit-then-drop",
  "drop-before-commit",
  "server-error-after-commit",
  "slow",
  "token-expired",
  "consent-missing",
  "consent-delay",
  "wrong-password",
  "vendor-down",
  "vendor-session-expired",
  "vendor-truncated",
  "draft-answer",
  "innererror-spelling",
  "folder-exists-400",
  "mailbox-full",
  "access-denied",
  "delta-expired",
] as const;

export type FaultName = (typeof FAULTS)[number];

export interface Fault {
  readonly id: number;
  readonly fault: FaultName;
  /** Everything that was posted with it. */
  readonly params: JsonRecord;
  readonly addedMs: number;
  /** How often it may still strike; undefined: without end. */
  remaining: number | undefined;
  struck: number;
}

/** What a request is, for a fault that is meant for some requests only. */
export interface FaultTarget {
  /** `graph`, `entra` or `telemessage`. */
  readonly area: string;
  /** Kind of request as /control/stats counts it. */
  readonly request?: string;
  /** Id and address of the mailbox's user. */
  readonly mailbox?: readonly string[];
  readonly tenant?: readonly string[];
}

/** Faults whose default area is not Graph. */
const AREA_OF: Partial<Record<FaultName, string>> = {
  "consent-missing": "entra",
  "consent-delay": "entra",
  "wrong-password": "telemessage",
  "vendor-down": "telemessage",
  "vendor-session-expired": "telemessage",
  "vendor-truncated": "telemessage",
};

/** These strike once unless told how often; all others until they are removed. */
const ONCE: ReadonlySet<FaultName> = new Set([
  "commit-then-drop",
  "drop-before-commit",
  "server-error-after-commit",
  "token-expired",
  "vendor-session-expired",
  "vendor-truncated",
  "draft-answer",
  "folder-exists-400",
  "delta-expired",
]);

export class Faults {
  #list: Fault[] = [];
  #nextId = 1;
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed ^ 0xfa17);
  }

  list(): readonly Fault[] {
    return this.#list;
  }

  /** Undefined when the name is unknown. */
  add(params: JsonRecord, nowMs: number): Fault | undefined {
    const name = FAULTS.find((fault) => fault === params["fault"]);
    if (name === undefined) return undefined;
    const remaining = numberIn(params, "times") ?? (ONCE.has(name) ? 1 : undefined);
    const tenant = findTenant(stringIn(params, "tenant") ?? "");
    const meant = tenant === undefined ? params : { ...params, tenant: tenant.id };
    const fault: Fault = {
      id: this.#nextId,
      fault: name,
      params: meant,
      addedMs: nowMs,
      remaining,
      struck: 0,
    };
    this.#nextId += 1;
    this.#list = [...this.#list, fault];
    return fault;
  }

  clear(name?: string): void {
    this.#list = name === undefined ? [] : this.#list.filter((fault) => fault.fault !== name);
  }

  /** The fault of that name that strikes this request, counted as having struck. */
  strike(name: FaultName, target: FaultTarget): Fault | undefined {
    if (this.#list.length === 0) return undefined;
    const fault = this.#list.find((one) => one.fault === name && isMeant(one, target) && this.#happens(one));
    if (fault === undefined) return undefined;
    fault.struck += 1;
    if (fault.remaining !== undefined) fault.remaining -= 1;
    if (fault.remaining === 0) this.#list = this.#list.filter((one) => one !== fault);
    return fault;
  }

  /** The fault of that name that is meant for this request; asking does not use it up. */
  find(name: FaultName, target: FaultTarget): Fault | undefined {
    return this.#list.find((one) => one.fault === name && isMeant(one, target));
  }

  #happens(fault: Fault): boolean {
    const probability = numberIn(fault.params, "probability");
    return probability === undefined || this.#random() < probability;
  }
}

function isMeant(fault: Fault, target: FaultTarget): boolean {
  const area = stringIn(fault.params, "area") ?? AREA_OF[fault.fault] ?? "graph";
  if (area !== target.area) return false;
  return (
    allows(fault.params, "request", target.request === undefined ? [] : [target.request]) &&
    allows(fault.params, "mailbox", target.mailbox ?? []) &&
    allows(fault.params, "tenant", target.tenant ?? [])
  );
}

function allows(params: JsonRecord, key: string, values: readonly string[]): boolean {
  const wanted = stringIn(params, key)?.toLowerCase();
  return wanted === undefined || values.some((value) => value.toLowerCase() === wanted);
}
