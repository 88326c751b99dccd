import { unstable_rethrow } from "next/navigation";
import type { Done, FormState } from "#components/ui/form-state.ts";
import { Failure, Refusal } from "#lib/domain/failure.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { reportFault } from "#lib/server.ts";

/** Carries out an action: a refusal is shown as it is, a fault of ours by the id that finds it in the log. */
export async function act(deed: () => Promise<string | Omit<Done, "status" | "undo">>): Promise<FormState> {
  try {
    const answer = await deed();
    return { status: "done", ...(typeof answer === "string" ? { message: answer } : answer) };
  } catch (error) {
    // A redirect is thrown, too.
    unstable_rethrow(error);
    return answerTo(error);
  }
}

function answerTo(error: unknown): FormState {
  if (error instanceof Refusal) {
    return { status: "refused", message: error.message, field: error.field, offer: error.offer };
  }
  if (error instanceof Failure) {
    const { sentence, remedy } = reasonOf(error.code);
    return { status: "refused", message: `${sentence} ${remedy}`, field: undefined };
  }
  return { status: "failed", correlationId: reportFault("An action could not be carried out", error) };
}
