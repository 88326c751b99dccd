import { json, problem } from "#app/_server/answer.ts";
import { systemContext } from "#lib/server.ts";

/** For a load balancer: the portal answers, and so does its database. Tells a stranger nothing else. */
export async function GET(): Promise<Response> {
  try {
    await systemContext().db.system((sql) => sql.query("SELECT 1"));
    return json({ status: "ok" });
  } catch {
    return problem(503, "database-unreachable", "The portal is not ready", "Its database does not answer.");
  }
}
