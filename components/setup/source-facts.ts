import type { Fact } from "#components/ui/facts.tsx";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";

/** Where a connector fetches, and as whom; of a secret, that there is one. */
export function sourceFacts(settings: ConnectorSettings): Fact[] {
  const { sftp, username, hasPassword, sourceAccount } = settings;
  const secret = hasPassword ? "Stored, write-only" : "Missing";
  if (!sftp) {
    return [
      { name: "Source", value: "TeleMessage's archive service" },
      { name: "Username", value: username },
      { name: "Password", value: secret },
      { name: "Company at TeleMessage", value: sourceAccount?.company ?? "–" },
    ];
  }
  return [
    { name: "Source", value: "SFTP delivery" },
    { name: "Host", value: sftp.port === 22 ? sftp.host : `${sftp.host}, port ${sftp.port}` },
    { name: "Folder", value: sftp.folder === "" ? "The user's home folder" : sftp.folder },
    { name: "Host-key fingerprint", value: sftp.fingerprint },
    { name: "Username", value: username },
    { name: sftp.login === "key" ? "Private key" : "Password", value: secret },
  ];
}
