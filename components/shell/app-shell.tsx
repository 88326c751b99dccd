"use client";
import { Button, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Navigation20Regular } from "@fluentui/react-icons";
import { lazy, type ReactNode, useCallback, useEffect, useState } from "react";
import { Hint } from "#components/ui/hint.tsx";
import { AlertBell } from "#components/alert/alert-bell.tsx";
import type { Marking } from "#components/alert/mark-read.ts";
import type { AlertFeed } from "#lib/domain/views/alert.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import { rememberInCookie } from "#components/ui/cookie.ts";
import { followFocus } from "#components/ui/focus-trail.ts";
import { FocusKeeperLater } from "#components/ui/focus-keeper-later.tsx";
import { Going } from "#components/ui/going.ts";
import { Later } from "#components/ui/later.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { IdleWatch } from "./idle-watch.tsx";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { NAV_COOKIE, type NavState } from "./nav-state.ts";
import { PageLoading } from "./page-loading.tsx";
import { SideNav } from "./side-nav.tsx";
import { SkipLink } from "./skip-link.tsx";
import { SuiteHeader } from "./suite-header.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { useGoing } from "./use-going.ts";

// Only a narrow screen ever opens it.
const NavDrawer = lazy(() => import("./nav-drawer.tsx").then((module) => ({ default: module.NavDrawer })));

const useStyles = makeStyles({
  body: { display: "flex", alignItems: "stretch", minHeight: "calc(100dvh - 49px)" },
  side: {
    flexShrink: 0,
    boxSizing: "border-box",
    width: "228px",
    backgroundColor: tokens.colorNeutralBackground3,
    borderRight: `1px solid ${tokens.colorNeutralStroke3}`,
    "@media (max-width: 767px)": { display: "none" },
    "@media print": { display: "none" },
  },
  sideCollapsed: { width: "49px" },
  nav: {
    position: "sticky",
    top: "49px",
    boxSizing: "border-box",
    maxHeight: "calc(100dvh - 49px)",
    overflowY: "auto",
    padding: tokens.spacingHorizontalXS,
  },
  toggle: { minWidth: "40px", height: "40px", marginBottom: tokens.spacingVerticalXS },
  main: {
    position: "relative",
    flexGrow: 1,
    minWidth: 0,
    display: "flex",
    flexDirection: "column",
    backgroundColor: tokens.colorNeutralBackground1,
    ":focus": { outlineStyle: "none" },
  },
});

type AppShellProps = {
  viewer: Viewer;
  initialNav: NavState;
  areShortcutsOn: boolean;
  alerts: { first: AlertFeed; marking: Marking };
  children: ReactNode;
};

/** Header bar, navigation and the page. */
export function AppShell({ viewer, initialNav, areShortcutsOn, alerts, children }: AppShellProps) {
  const styles = useStyles();
  const [nav, setNav] = useState(initialNav);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  useEffect(followFocus, []);
  const going = useGoing();
  const isCollapsed = nav === "collapsed";
  const toggle = () => {
    const next = isCollapsed ? "open" : "collapsed";
    setNav(next);
    rememberInCookie(NAV_COOKIE, next);
  };
  const toggleLabel = isCollapsed ? "Expand navigation" : "Collapse navigation";
  return (
    <Going value={going}>
      <SkipLink />
      <SuiteHeader onOpenNav={() => setDrawerOpen(true)}>
        <AlertBell {...alerts} />
        <ThemeMenu />
        <AccountMenu viewer={viewer} onHelp={openHelp} />
      </SuiteHeader>
      <div className={styles.body}>
        <div className={mergeClasses(styles.side, isCollapsed && styles.sideCollapsed)}>
          <nav aria-label="Portal" className={styles.nav}>
            <Hint content={toggleLabel} relationship="label" positioning="after">
              <Button
                appearance="subtle"
                className={styles.toggle}
                icon={<Navigation20Regular />}
                aria-expanded={!isCollapsed}
                onClick={toggle}
              />
            </Hint>
            <SideNav roles={viewer.roles} isCollapsed={isCollapsed} />
          </nav>
        </div>
        <main id="content" tabIndex={-1} className={styles.main} aria-busy={going.to !== undefined}>
          <PageLoading to={going.to} />
          {children}
        </main>
      </div>
      <FocusKeeperLater />
      <IdleWatch />
      <KeyboardHelp
        roles={viewer.roles}
        areOnAtFirst={areShortcutsOn}
        isOpen={isHelpOpen}
        onOpen={openHelp}
        onClose={() => setHelpOpen(false)}
      />
      <Later isWanted={isDrawerOpen}>
        <NavDrawer roles={viewer.roles} isOpen={isDrawerOpen} onClose={() => setDrawerOpen(false)} />
      </Later>
    </Going>
  );
}
