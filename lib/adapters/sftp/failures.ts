import { Failure, type FailureCode } from "#lib/domain/failure.ts";

/** The admin has to act: trying again by itself would change nothing, or lock the account. */
export function final(code: FailureCode, cause?: unknown): Failure {
  return new Failure(code, { kind: "permanent", scope: "connector", cause });
}

export function passing(code: FailureCode, cause?: unknown): Failure {
  return new Failure(code, { kind: "transient", scope: "connector", cause });
}

/** Source: draft-ietf-secsh-filexfer-02, section 7. */
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;

/** What a request of the SFTP protocol ended with: told by its status, and by none where the connection is gone. */
export function failureOfRequest(error: unknown, missing: () => Failure): Failure {
  const status = error instanceof Error && "code" in error ? error.code : undefined;
  if (status === NO_SUCH_FILE) return missing();
  if (status === PERMISSION_DENIED) return final("sftp-folder-unreadable", error);
  return passing("sftp-unreachable", error);
}

const UNKNOWN_HOST = ["ENOTFOUND", "EAI_AGAIN", "EAI_NONAME", "EAI_NODATA"];

/** Why a connection did not come about, by the transport's level and code. */
export function failureOfConnection(error: unknown): Failure {
  const { level, code } = signsOf(error);
  if (level === "client-authentication") return final("sftp-login-refused", error);
  if (code === "ECONNREFUSED") return passing("sftp-connection-refused", error);
  if (UNKNOWN_HOST.includes(code)) return passing("sftp-host-unknown", error);
  if (level === "protocol" || level === "handshake") return passing("sftp-not-ssh", error);
  return passing("sftp-unreachable", error);
}

function signsOf(error: unknown): { level: string; code: string } {
  if (!(error instanceof Error)) return { level: "", code: "" };
  return {
    level: "level" in error ? String(error.level) : "",
    code: "code" in error ? String(error.code) : "",
  };
}
