import { NO_TRACES, type Tracer, type TraceSettings } from "./tracer.ts";

/** Loads what sends traces only where there is somebody to send them to. */
export async function openTracer(processName: string, settings: TraceSettings): Promise<Tracer> {
  const { endpoint } = settings;
  if (endpoint === undefined) return NO_TRACES;
  const { createOtlpTracer } = await import("./otlp-tracer.ts");
  return createOtlpTracer(processName, { ...settings, endpoint });
}
