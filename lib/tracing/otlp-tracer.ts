import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { Failure } from "#lib/domain/failure.ts";
import type { SpanFields, SpanKind, Tracer, TraceSettings } from "./tracer.ts";

/** Names of OpenTelemetry's semantic conventions where there is one. */
const ATTRIBUTES: Record<keyof SpanFields, string> = {
  runId: "mac.run.id",
  service: "peer.service",
  method: "http.request.method",
  status: "http.response.status_code",
  route: "http.route",
  count: "mac.count",
  sizeBytes: "mac.size_bytes",
};
const KINDS: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  client: Kind.CLIENT,
  server: Kind.SERVER,
};

/**
 * Of this process alone: nothing is registered for others, so that no library adds spans of its own, whose attributes
 * would hold whole addresses.
 */
export function createOtlpTracer(
  processName: string,
  { endpoint, headers, part }: TraceSettings & { endpoint: string },
): Tracer {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    headers: parseHeaders(headers ?? ""),
    timeoutMillis: 10_000,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": `mobile-archive-${processName}` }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(part) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("mobile-archive-connectors");
  const within = new AsyncLocalStorage<Context>();

  const start = (name: string, fields: SpanFields, kind: SpanKind) => {
    const parent = within.getStore() ?? ROOT_CONTEXT;
    const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: attributesOf(fields) }, parent);
    return { span, context: trace.setSpan(parent, span) };
  };
  return {
    async span(name, fields, work, kind = "internal") {
      const { span, context } = start(name, fields, kind);
      try {
        return await within.run(context, () => work((more) => void span.setAttributes(attributesOf(more))));
      } catch (error) {
        // Its text may quote an address or a password.
        span.setAttribute("error.type", wordOf(error)).setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    begin(name, fields, kind) {
      const { span, context } = start(name, fields, kind);
      within.enterWith(context);
      return {
        end(more, isFault) {
          span.setAttributes(attributesOf(more));
          if (isFault) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function attributesOf(fields: SpanFields): Attributes {
  return Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([name, attribute]) => {
      const value = new Map<string, string | number | undefined>(Object.entries(fields)).get(name);
      return value === undefined ? [] : [[attribute, value]];
    }),
  );
}

function wordOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/** As the OpenTelemetry specification spells them in an environment. */
function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}
