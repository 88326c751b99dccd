import { createHash } from "node:crypto";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { parseThemeChoice, THEME_COOKIE } from "#components/ui/theme-choice.ts";
import { themeRules } from "#components/ui/theme-rules.ts";
import { parseLocale, parseZone, ZONE_COOKIE } from "#components/ui/zone.ts";
import { Providers } from "./providers.client.tsx";
import "./globals.css";

export const metadata: Metadata = {
  description:
    "Archives carrier SMS and MMS into Microsoft 365 mailboxes, once a day, completely and provably.",
  robots: { index: false, follow: false },
};

/** Named after its content: a browser that has it keeps it. */
const THEMES_HREF = `/themes.css?v=${createHash("sha256").update(themeRules()).digest("hex").slice(0, 12)}`;

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [sent, remembered] = await Promise.all([headers(), cookies()]);
  const theme = parseThemeChoice(remembered.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <link rel="stylesheet" href={THEMES_HREF} precedence="themes" />
      <body>
        <Providers
          nonce={sent.get("x-nonce") ?? undefined}
          initialTheme={theme}
          locale={parseLocale(sent.get("accept-language"))}
          rememberedZone={parseZone(remembered.get(ZONE_COOKIE)?.value)}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
