import { Refusal } from "#lib/domain/failure.ts";

/** Also for ids of other tenants: whether they exist is none of the viewer's business. */
export function connectorNotFound(): Refusal {
  return new Refusal(
    "not-found",
    "This connector does not exist. It may have been deleted; the list of connectors shows those that exist.",
  );
}

export function runNotFound(): Refusal {
  return new Refusal("not-found", "This run does not exist. The connector's page lists the runs that exist.");
}

/** What was to be changed, or taken back, is no longer what the admin looked at. */
export function changedSince(): Refusal {
  return new Refusal(
    "changed-since",
    "It was changed meanwhile, and that change stays: nothing was saved. The page shows what it is now; change it there.",
  );
}

/** The list that the admin looked at is older than the last import. */
export function nobodyUnmapped(): Refusal {
  return new Refusal(
    "nobody-unmapped",
    "This participant is no longer unmapped: a mailbox was found in the meantime. Reload the page to see who is left.",
  );
}
