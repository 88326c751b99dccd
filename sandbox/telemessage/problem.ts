import { json, type Answer } from "../http/reply.ts";

/** Thrown to answer with the vendor's error body: `{"error":{"code","message"}}`. */
export class VendorProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function vendorProblemAnswer(problem: VendorProblem): Answer {
  return json(problem.status, { error: { code: problem.code, message: problem.message } });
}
