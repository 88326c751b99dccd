/**
 * Whether the run `r` only finishes what earlier ones had fetched: it asks the source for no list, so that its end says
 * nothing of the source. A condition, for the query around it.
 */
export const ONLY_FINISHES = "r.trigger IN ('retry', 'replay')";
