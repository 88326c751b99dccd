import type { Reason } from "./reasons.ts";

/** How admins are told who do not look. */
export const ALERT_CHANNELS = ["email", "webhook"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

export type EmailSecurity = "starttls" | "implicit" | "none";

/** Of one channel; a distribution list serves for more. */
export const MOST_RECEIVERS = 20;

export type EmailSettings = {
  host: string;
  port: number;
  /** `starttls`: TLS is required, after a greeting in the clear. `implicit`: from the first byte. */
  security: EmailSecurity;
  /** Empty where the server asks for no sign-in. */
  username: string;
  from: string;
  to: string[];
};
export type WebhookSettings = { url: string };

/** A channel as it is used: `password` and `secret` are opened, and live in memory alone. */
export type OpenChannel =
  | { channel: "email"; settings: EmailSettings; password: string | undefined }
  | { channel: "webhook"; settings: WebhookSettings; secret: string };

/** `refused`: receivers that the mail server would not take, where it took others. */
export type SendResult = { ok: true; refused: string[] } | { ok: false; code: string };

/** Of a webhook's answer: its status stands in the code. */
export function answeredCode(status: number): string {
  return `answered-${status}`;
}

const PROBLEMS: Record<string, Reason> = {
  "host-unknown": {
    sentence: "This host name does not exist.",
    remedy: "Check its spelling, and that the portal can resolve it.",
  },
  "host-forbidden": {
    sentence: "The host is an address of the portal's own network, which is not allowed.",
    remedy:
      "Enter a public host. Whoever operates the portal can allow private addresses (ALERTS_ALLOW_PRIVATE).",
  },
  "connection-refused": {
    sentence: "The host refuses connections at this port.",
    remedy: "Check the port, and that a firewall lets the portal through.",
  },
  unreachable: {
    sentence: "The host does not answer in time, or the connection broke off.",
    remedy: "Check host and port, and that a firewall lets the portal through.",
  },
  "tls-untrusted": {
    sentence: "The server's certificate is not trusted: it is for another name, out of date, or self-signed.",
    remedy:
      "Install a certificate on the server that is issued for this host name by an authority that the portal trusts.",
  },
  "tls-missing": {
    sentence: "The server offers no STARTTLS, so nothing was sent unencrypted.",
    remedy: "Choose implicit TLS (usually port 465), or ask the server's operator to offer STARTTLS.",
  },
  "not-smtp": {
    sentence: "The service at this host and port is not a mail server.",
    remedy: "Check the port and the security: 587 usually means STARTTLS, 465 implicit TLS.",
  },
  "login-refused": {
    sentence: "The mail server refused the user name or the password.",
    remedy:
      "Enter the current ones. Some services require an app password, or SMTP sign-in to be switched on.",
  },
  "login-missing": {
    sentence: "The mail server requires a sign-in.",
    remedy: "Enter a user name and a password.",
  },
  "sender-refused": {
    sentence: "The mail server does not let this user send from the From address.",
    remedy: "Enter an address that this user may send as.",
  },
  "recipients-refused": {
    sentence: "The mail server accepted none of the recipients.",
    remedy: "Check their addresses, and whether the server relays to them.",
  },
  "some-recipients-refused": {
    sentence: "The mail server accepted the message for some recipients and refused others.",
    remedy: "Check their addresses, and whether the server relays to them.",
  },
  "channel-off": {
    sentence: "The channel was switched off while a message waited.",
    remedy: "Nothing is sent while it is off.",
  },
  "message-refused": {
    sentence: "The mail server refused the message.",
    remedy: "Ask the server's operator why; its log shows the attempt.",
  },
  "answered-redirect": {
    sentence: "The webhook answered with a redirect, which is not followed.",
    remedy: "Enter the address that it leads to.",
  },
  "secret-missing": {
    sentence: "The stored secret cannot be opened.",
    remedy: "Enter the password, or create a new signing secret.",
  },
};

/** Why a message could not be sent, and what to do; for a code out of the database, too. */
export function sendProblem(code: string): Reason {
  const known = PROBLEMS[code];
  if (known) return known;
  const [, status] = /^answered-(\d{3})$/.exec(code) ?? [];
  if (status === undefined) {
    return { sentence: `It ended with the code ${code}.`, remedy: "Contact support with this code." };
  }
  return { sentence: `The webhook answered with the status ${status}.`, remedy: remedyOf(Number(status)) };
}

function remedyOf(status: number): string {
  if (status === 401 || status === 403)
    return "Check the address, and that the receiver verifies with the signing secret in force.";
  if (status === 404 || status === 410) return "Check the address: nothing receives there.";
  if (status === 429)
    return "The receiver accepts no more for now. If this happens often, raise its limit, or send fewer alerts.";
  return "Check the receiver's log. Every status from 200 to 299 counts as received.";
}
