import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { NAV_COOKIE, parseNavState } from "#components/shell/nav-state.ts";
import { areShortcutsOn, SHORTCUTS_COOKIE } from "#components/shell/shortcuts.ts";
import { serviceContext } from "#lib/server.ts";
import { getAlertFeed } from "#lib/services/alert/get-alert-feed.ts";
import { markReadAction, markUnreadAction } from "./alerts/mark-read-action.ts";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const context = await serviceContext();
  const remembered = await cookies();
  const nav = parseNavState(remembered.get(NAV_COOKIE)?.value);
  return (
    <AppShell
      viewer={context.viewer}
      initialNav={nav}
      areShortcutsOn={areShortcutsOn(remembered.get(SHORTCUTS_COOKIE)?.value)}
      alerts={{
        first: await getAlertFeed(context),
        marking: { read: markReadAction, unread: markUnreadAction },
      }}
    >
      {children}
    </AppShell>
  );
}
