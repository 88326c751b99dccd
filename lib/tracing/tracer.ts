/** What a span tells: words out of closed sets, counts, and ids of runs. Nothing of a message, a person or an address. */
export type SpanFields = Partial<{
  runId: string;
  /** Who was asked: `graph`, `entra`, `telemessage`, `other`. */
  service: string;
  method: string;
  status: number;
  /** A page or route, with what is variable in it left out. */
  route: string;
  count: number;
  sizeBytes: number;
}>;

/** Adds what is known only at the end. */
export type Note = (fields: SpanFields) => void;

export type SpanKind = "internal" | "client" | "server";

export type Tracer = {
  /** Does the work, and tells when it began, how long it took, and within what. */
  span<T>(name: string, fields: SpanFields, work: (note: Note) => Promise<T>, kind?: SpanKind): Promise<T>;
  /** For what begins and ends elsewhere; all that the caller goes on to do is within it. */
  begin(
    name: string,
    fields: SpanFields,
    kind: SpanKind,
  ): { end(fields: SpanFields, isFault: boolean): void };
  /** Sends what is left. */
  close(): Promise<void>;
};

/** Tracing is off: the work is done, and nothing else happens. */
export const NO_TRACES: Tracer = {
  span: (_name, _fields, work) => work(() => undefined),
  begin: () => ({ end: () => undefined }),
  close: () => Promise.resolve(),
};

export type TraceSettings = {
  /** Base address of a collector that takes OTLP over HTTP; without it there is no tracing. */
  endpoint: string | undefined;
  /** `name=value`, separated by commas: what the collector wants to be told. */
  headers: string | undefined;
  /** Of all traces, this part is sent: from 0 to 1. */
  part: number;
};
