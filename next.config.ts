import type { NextConfig } from "next";

/** On every answer; the policy for scripts and styles carries a nonce and comes from `proxy.ts`. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  // Browsers heed it on https only.
  { key: "Strict-Transport-Security", value: "max-age=31536000" },
];

/** Answers to scripts, but for the plain page of too many sign-ins, whose style sheets are files of ours. */
const API_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const config: NextConfig = {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  // Looks for a native helper beside itself, which no bundle has.
  serverExternalPackages: ["ssh2"],
  // Browsers ask for this address whenever a page has no icon yet.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    {
      source: "/api/:path*",
      headers: [
        { key: "Content-Security-Policy", value: API_POLICY },
        { key: "Cache-Control", value: "no-store" },
      ],
    },
  ],
};

export default config;
