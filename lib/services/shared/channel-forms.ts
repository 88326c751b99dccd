import { parseSmtpAddress } from "#lib/domain/address.ts";
import { type EmailSecurity, type EmailSettings, MOST_RECEIVERS } from "#lib/domain/alert-channel.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { parseHost, parsePort } from "./host.ts";

/** As typed; `to` holds addresses with commas, semicolons or line breaks between them. */
export type EmailForm = {
  host: string;
  port: string;
  security: EmailSecurity;
  username: string;
  from: string;
  to: string;
};

/** @throws Refusal at the first field that cannot be */
export function readEmailForm(form: EmailForm): EmailSettings {
  const host = parseHost(form.host);
  if (host === undefined) {
    throw new Refusal(
      "host-unreadable",
      "Enter the mail server's name alone, for example smtp.example.com.",
      "host",
    );
  }
  const port = parsePort(form.port);
  if (port === undefined) {
    throw new Refusal(
      "port-unreadable",
      "Enter a port from 1 to 65535; mail usually uses 587 or 465.",
      "port",
    );
  }
  const username = form.username.trim();
  if (username.length > 256)
    throw new Refusal("username-too-long", "Enter up to 256 characters.", "username");
  if (username !== "" && form.security === "none") {
    throw new Refusal(
      "password-in-the-clear",
      "Without TLS the password would be sent unencrypted. Choose STARTTLS or TLS, or leave the user name empty.",
      "security",
    );
  }
  const from = readAddress(form.from, "from");
  return { host, port, security: form.security, username, from, to: readReceivers(form.to) };
}

function readReceivers(text: string): string[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const to = [...new Set(parts.map((part) => readAddress(part, "to")))];
  if (to.length > 0 && to.length <= MOST_RECEIVERS) return to;
  throw new Refusal(
    "receivers-missing",
    to.length === 0
      ? "Enter at least one recipient."
      : `Enter up to ${MOST_RECEIVERS} addresses; use a distribution list for more.`,
    "to",
  );
}

function readAddress(text: string, field: string): string {
  const address = parseSmtpAddress(text);
  if (address !== undefined) return address;
  const shown = text.trim().slice(0, 80);
  throw new Refusal(
    "address-unreadable",
    shown === ""
      ? "Enter an address, for example alerts@example.com."
      : `${shown} is not a valid e-mail address.`,
    field,
  );
}

/** @throws Refusal at `url` */
export function readWebhookUrl(text: string, isPlainAllowed: boolean): string {
  const url = URL.parse(text.trim());
  const refusal = (message: string) => new Refusal("url-unreadable", message, "url");
  if (!url || text.trim().length > 2000) throw refusal("Enter the whole address, beginning with https://.");
  if (url.protocol !== "https:" && !(isPlainAllowed && url.protocol === "http:")) {
    throw refusal("Enter an address that begins with https://: alerts are not sent unencrypted.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refusal("Leave user name and password out of the address: the signature identifies the sender.");
  }
  url.hash = "";
  return url.href;
}
