import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { NAV_COOKIE, parseNavState } from "#components/shell/nav-state.ts";
import { serviceContext } from "#lib/server.ts";
import { getAlertFeed } from "#lib/services/alert/get-alert-feed.ts";
import { markReadAction } from "./alerts/mark-read-action.ts";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const context = await serviceContext();
  const nav = parseNavState((await cookies()).get(NAV_COOKIE)?.value);
  return (
    <AppShell
      viewer={context.viewer}
      initialNav={nav}
      alerts={{ first: await getAlertFeed(context), markRead: markReadAction }}
    >
      {children}
    </AppShell>
  );
}
