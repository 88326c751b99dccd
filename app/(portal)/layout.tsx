import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { NAV_COOKIE, parseNavState } from "#components/shell/nav-state.ts";
import { requireViewer } from "#lib/server.ts";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  const nav = parseNavState((await cookies()).get(NAV_COOKIE)?.value);
  return (
    <AppShell viewer={viewer} initialNav={nav}>
      {children}
    </AppShell>
  );
}
