import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";

const attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
  }),
});
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute).default([]),
});
/** As the OpenTelemetry protocol writes traces in JSON. */
const sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

export type ReceivedSpan = z.infer<typeof span>;

/** A small collector of OpenTelemetry traces on loopback. */
export async function startTraceCollector() {
  const spans: ReceivedSpan[] = [];
  const services = new Set<string>();
  const texts: string[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    const body = await json(request);
    texts.push(request.url ?? "", JSON.stringify(request.headers), JSON.stringify(body));
    for (const { resource, scopeSpans } of sent.parse(body).resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "");
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
  };
  const server = createServer((request, response) => {
    void take(request).finally(() => response.setHeader("content-type", "application/json").end("{}"));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  return {
    url: `http://127.0.0.1:${typeof at === "object" ? at?.port : 0}`,
    spans,
    services,
    /** Everything that came, as it came. */
    heard: () => texts.join("\n"),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
