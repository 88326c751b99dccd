"use server";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { AUDIT_FINDINGS } from "#lib/domain/audit.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { serviceContext } from "#lib/server.ts";
import { verifyAuditChain } from "#lib/services/audit/verify-audit-chain.ts";

/** Checks every seal of the organization's audit log, and says what came out. */
export async function verifyAction(): Promise<FormState> {
  return act(async () => {
    const { finding, sealed, lastNumber, lastSeal } = await verifyAuditChain(await serviceContext());
    if (finding) {
      throw new Refusal(
        "audit-chain-broken",
        `${AUDIT_FINDINGS[finding.kind]} Entry number ${finding.number}. Keep a copy of the database as it is, and find out who could write to it.`,
      );
    }
    if (sealed === 0) return "There is no sealed entry yet.";
    return `All ${sealed} entries are as they were written. The seal of number ${lastNumber} is ${lastSeal}.`;
  });
}
