import type { AlertMessage } from "#lib/domain/alert-message.ts";

/** A digest of two: one open, one over. */
export const A_DIGEST: AlertMessage = {
  id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  createdAt: "2026-11-26T02:00:00.000Z",
  portalUrl: "https://portal.contoso.example",
  alerts: [
    {
      alertId: "1",
      kind: "access-broken",
      connectorId: "11111111-1111-4111-8111-111111111111",
      connectorName: "Field phones",
      runId: null,
      jobId: null,
      code: "vendor-login-refused",
      amount: null,
      count: 2,
      firstAt: "2026-11-25T02:00:00Z",
      lastAt: "2026-11-26T02:00:00Z",
      resolvedAt: null,
    },
    {
      alertId: "2",
      kind: "no-worker",
      connectorId: null,
      connectorName: null,
      runId: null,
      jobId: null,
      code: null,
      amount: 6,
      count: 1,
      firstAt: "2026-11-26T01:00:00Z",
      lastAt: "2026-11-26T01:00:00Z",
      resolvedAt: "2026-11-26T01:30:00Z",
    },
  ],
};
