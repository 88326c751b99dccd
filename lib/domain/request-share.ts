/** How many requests one process may have in flight, and how often all of them have been cut. */
export type RequestShare = { inFlight: number; cuts: number };

/** What a process has learnt since it last asked for its share. */
export type ShareReport = {
  /** So many more would have been welcome. */
  grownBy: number;
  /** The application was told to slow down; `cuts` as it was known when those requests left. */
  cutAfter: number | undefined;
};
