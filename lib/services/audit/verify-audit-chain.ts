import { type ChainEntry, findChainEnd, listChainPage } from "#lib/db/audit-pages.ts";
import type { Db } from "#lib/db/client.ts";
import { type AuditFinding, FIRST_SEAL, sealedBytesOf } from "#lib/domain/audit.ts";
import type { AuditVerification } from "#lib/domain/views/audit.ts";
import { authorize, type ServiceContext, type World } from "../context.ts";

const PAGE_ROWS = 2000;

/** Walks the organization's audit log from its first entry and checks every seal. @throws Refusal `not-allowed` */
export async function verifyAuditChain(context: ServiceContext): Promise<AuditVerification> {
  authorize(context, "read-audit");
  return verifyChainOf(context, context.viewer.tenantId);
}

/** The same for an operator's command, of any tenant. */
export async function verifyChainOf(
  { db, world }: { db: Db; world: Pick<World, "auditSealOf"> },
  tenantId: string,
): Promise<AuditVerification> {
  // The end first: what is written meanwhile lies behind it, and is not missed.
  const end = await db.sql(tenantId, (sql) => findChainEnd(sql, tenantId));
  const walk = startWalk((keyId, bytes) => world.auditSealOf(keyId, bytes));
  for (let after = "0"; ;) {
    const place = after;
    const page = await db.sql(tenantId, (sql) => listChainPage(sql, tenantId, place, PAGE_ROWS));
    for (const entry of page) {
      const finding = walk.check(entry);
      if (finding) return walk.result(finding);
    }
    after = page.at(-1)?.id ?? after;
    if (page.length < PAGE_ROWS) break;
  }
  const isCutOff = end !== undefined && BigInt(end.lastNumber) > walk.lastNumber();
  return walk.result(isCutOff ? { kind: "cut-off", number: walk.lastNumber().toString() } : null);
}

function startWalk(sealOf: (keyId: string, bytes: Uint8Array) => Uint8Array | undefined) {
  let lastNumber = 0n;
  let lastSeal = FIRST_SEAL;
  let sealed = 0;
  let olderThanChain = 0;

  const check = ({ number, keyId, seal, deed }: ChainEntry): AuditFinding | undefined => {
    if (number === null || keyId === null || seal === null) {
      if (sealed > 0) return { kind: "unsealed", number: lastNumber.toString() };
      olderThanChain += 1;
      return undefined;
    }
    if (BigInt(number) !== lastNumber + 1n) return { kind: "missing", number };
    const expected = sealOf(keyId, sealedBytesOf(lastSeal, BigInt(number), deed));
    if (!expected) return { kind: "key-unknown", number };
    if (Buffer.compare(expected, seal) !== 0) return { kind: "altered", number };
    lastNumber += 1n;
    lastSeal = seal;
    sealed += 1;
    return undefined;
  };

  return {
    check,
    lastNumber: () => lastNumber,
    result: (finding: AuditFinding | null): AuditVerification => ({
      sealed,
      olderThanChain,
      lastNumber: lastNumber.toString(),
      lastSeal: Buffer.from(lastSeal).toString("hex"),
      finding,
    }),
  };
}
