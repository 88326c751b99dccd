import { readConnectors } from "#app/(portal)/data-connectors/read-connectors.ts";
import { answer, json } from "#app/_server/answer.ts";

export function GET(): Promise<Response> {
  return answer(async (context) => json(await readConnectors(context)));
}
