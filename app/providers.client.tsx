"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FluentRoot } from "#components/ui/fluent-root.tsx";
import type { ThemeChoice } from "#components/ui/theme-choice.ts";
import { ThemeProvider } from "#components/ui/theme-provider.tsx";
import { ToastsProvider } from "#components/ui/toasts.tsx";
import { ViewerZoneProvider } from "#components/ui/viewer-zone.tsx";

type ProvidersProps = {
  nonce: string | undefined;
  initialTheme: ThemeChoice;
  locale: string;
  rememberedZone: string;
  children: ReactNode;
};

export function Providers({ nonce, initialTheme, locale, rememberedZone, children }: ProvidersProps) {
  const [queries] = useState(
    () =>
      new QueryClient({
        // Lists ask again by themselves within seconds: a failed answer is shown, not retried behind the scenes.
        defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, networkMode: "always" } },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <ThemeProvider initial={initialTheme}>
        <ViewerZoneProvider locale={locale} rememberedZone={rememberedZone}>
          <FluentRoot nonce={nonce}>
            <ToastsProvider>{children}</ToastsProvider>
          </FluentRoot>
        </ViewerZoneProvider>
      </ThemeProvider>
    </QueryClientProvider>
  );
}
