"use client";
import { Button, CounterBadge, makeStyles } from "@fluentui/react-components";
import { Alert20Regular } from "@fluentui/react-icons";
import { lazy, useState } from "react";
import { Hint } from "#components/ui/hint.tsx";
import { useHeaderStyles } from "#components/shell/header-styles.ts";
import { Announcer } from "#components/ui/announcer.tsx";
import { Later } from "#components/ui/later.tsx";
import type { AlertFeed } from "#lib/domain/views/alert.ts";
import type { Marking } from "./mark-read.ts";
import { alertTitle } from "./alert-words.ts";
import { useAlerts } from "./use-alerts.ts";

const AlertPanel = lazy(() => import("./alert-panel.tsx").then((module) => ({ default: module.AlertPanel })));

const useStyles = makeStyles({
  icon: { position: "relative", display: "grid", placeItems: "center" },
  badge: { position: "absolute", top: "-8px", insetInlineStart: "10px" },
});

/** In the header: how many alerts the viewer has not read; opens the latest. */
export function AlertBell({ first, marking }: { first: AlertFeed; marking: Marking }) {
  const styles = useStyles();
  const header = useHeaderStyles();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useAlerts(first);
  const { unread, alerts } = data;
  const label = unread === 0 ? "Notifications" : `Notifications, ${unread} unread`;
  const [latest] = alerts.filter(({ isRead }) => !isRead);
  return (
    <>
      <Hint content={label} relationship="label">
        <Button
          appearance="transparent"
          className={header.button}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
          icon={
            <span className={styles.icon}>
              <Alert20Regular />
              {unread > 0 && (
                <CounterBadge
                  className={styles.badge}
                  size="small"
                  color="danger"
                  count={unread}
                  overflowCount={99}
                  aria-hidden="true"
                />
              )}
            </span>
          }
        />
      </Hint>
      <Announcer
        sentence={latest ? `${label}: ${alertTitle(latest)}` : label}
        milestone={latest ? `${latest.alertId} ${latest.count}` : ""}
      />
      <Later isWanted={isOpen}>
        {isOpen && <AlertPanel onClose={() => setOpen(false)} feed={data} error={error} marking={marking} />}
      </Later>
    </>
  );
}
