import type { ConsentState } from "./views/connector.ts";

/** Whether Microsoft was seen to let the application work, in all mailboxes or in those of a scope. */
export function isConsentGranted(state: ConsentState): boolean {
  return state === "granted" || state === "granted-scoped";
}

export type ConsentKnowledge = { state: ConsentState; detail: string | null };

/**
 * What is known after Microsoft was asked. Seen from outside, a consent that nobody gave yet and one that is still on
 * its way look alike, so anything short of a grant leaves what is known from the redirect; a grant that is gone was
 * withdrawn.
 */
export function consentAfterProof(known: ConsentKnowledge, proof: ConsentKnowledge): ConsentKnowledge {
  if (isConsentGranted(proof.state)) return proof;
  if (isConsentGranted(known.state)) return { state: "unknown", detail: WITHDRAWN };
  return known.state === "pending" ? { state: "pending", detail: proof.detail } : known;
}

const WITHDRAWN = "The consent that was there before has been withdrawn.";

/**
 * Why the answer to a consent request was no, told from Microsoft's code alone: its text may say anything, since it
 * comes through the browser. Source: Microsoft Entra, "Authentication and authorization error codes".
 */
export function declineDetail(error: string, description: string | undefined): string {
  const code = /AADSTS(\d{4,7})/.exec(description ?? "")?.[1] ?? /AADSTS(\d{4,7})/.exec(error)?.[1];
  const known = DECLINES.get(code ?? error) ?? DECLINES.get(error);
  if (known) return known;
  return code === undefined
    ? "Microsoft did not say why."
    : `Microsoft's code for the reason is AADSTS${code}.`;
}

const CANCELLED = "The person who was asked chose Cancel.";
const NOT_SET_UP =
  "The application's registration in Microsoft Entra ID is not complete: ask whoever operates this portal.";

const DECLINES = new Map(
  Object.entries({
    "65004": CANCELLED,
    consent_required: CANCELLED,
    access_denied: CANCELLED,
    permission_denied: CANCELLED,
    "90094": "The account that answered is not a global admin's. Send the link to a global admin.",
    "65001":
      "The account that answered may not consent for the organization. Send the link to a global admin.",
    "50105": "The account that answered is not assigned to the application in Microsoft Entra ID.",
    "53003": "A Conditional Access policy of the organization blocked the sign-in.",
    "50020": "The account that answered belongs to another organization.",
    "90002": "Microsoft Entra ID does not know the organization.",
    "50011": NOT_SET_UP,
    "500113": NOT_SET_UP,
    "650056": NOT_SET_UP,
    "700016": NOT_SET_UP,
  }),
);
