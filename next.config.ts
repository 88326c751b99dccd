import { join } from "node:path";

import type { NextConfig } from "next";

import { COMPRESSED_CHUNKS, hideVersion, precompress } from "./scripts/stack/precompress.ts";

/** On every answer. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  // Browsers heed it on https only.
  { key: "Strict-Transport-Security", value: "max-age=31536000" },
];
/** On what may be a document; the policy for scripts and styles carries a nonce and comes from `proxy.ts`. */
const DOCUMENT_HEADERS = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** Answers to scripts, but for the plain page of too many sign-ins, whose style sheets are files of ours. */
const API_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const isBuilt = process.env["NODE_ENV"] === "production";

const config: NextConfig = {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  // Looks for a native helper beside itself, which no bundle has.
  serverExternalPackages: ["ssh2"],
  // Browsers ask for this address whenever a page has no icon yet.
  rewrites: async () => ({
    beforeFiles: isBuilt ? COMPRESSED_CHUNKS.map(({ rewrite }) => rewrite) : [],
    afterFiles: [{ source: "/favicon.ico", destination: "/icon.svg" }],
    fallback: [],
  }),
  experimental: { turbopackChunking: { minChunkSize: 150_000, requestCost: 1_000_000 } },
  compiler: {
    async runAfterProductionCompile({ distDir }) {
      const chunks = join(distDir, "static/chunks");
      await hideVersion(chunks);
      await precompress(chunks);
    },
  },
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/((?!_next/static/).*)", headers: DOCUMENT_HEADERS },
    ...(isBuilt ? COMPRESSED_CHUNKS.map(({ headers }) => headers) : []),
    { source: "/_next/static/chunks/:path*", headers: [{ key: "Vary", value: "Accept-Encoding" }] },
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
