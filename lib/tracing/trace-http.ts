import type { Http, HttpAnswer, HttpRequest, HttpStream, NoAnswer } from "#lib/http.ts";
import type { Tracer } from "./tracer.ts";

/** A span for each request that leaves the process: whom it asked and what the answer's status was, never its address. */
export function traceHttp(http: Http, services: Record<string, string>, tracer: () => Tracer): Http {
  const nameOf = new Map(Object.entries(services).map(([name, url]) => [new URL(url).origin, name]));
  const traced = <Answer extends HttpAnswer | HttpStream | NoAnswer>(
    { method, origin }: HttpRequest,
    ask: () => Promise<Answer>,
  ): Promise<Answer> => {
    const service = nameOf.get(new URL(origin).origin) ?? "other";
    return tracer().span(
      `${method} ${service}`,
      { method, service },
      async (note) => {
        const answer = await ask();
        if (answer.kind !== "no-answer") note({ status: answer.status });
        return answer;
      },
      "client",
    );
  };
  return {
    ...http,
    exchange: (request) => traced(request, () => http.exchange(request)),
    open: (request, wholeBytes) => traced(request, () => http.open(request, wholeBytes)),
  };
}
