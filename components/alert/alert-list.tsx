"use client";
import { Button, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { Instant } from "#components/ui/instant.tsx";
import { Status } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import { alertPlace, alertText, alertTitle } from "./alert-words.ts";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0 },
  alert: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalM,
    paddingInline: tokens.spacingHorizontalM,
    boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke2}`,
  },
  unread: {
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}, inset 0 -1px 0 ${tokens.colorNeutralStroke2}`,
  },
  line: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "baseline",
    columnGap: tokens.spacingHorizontalM,
  },
  // Under a long link as well it stands at the end of the line.
  read: { marginInlineStart: "auto" },
  title: { ...typographyStyles.body1, margin: 0, overflowWrap: "anywhere", minWidth: 0 },
  unreadTitle: { fontWeight: tokens.fontWeightSemibold },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "72ch", overflowWrap: "break-word" },
  when: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  hidden: { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
});

type AlertListProps = {
  alerts: readonly AlertRow[];
  level: 2 | 3;
  onRead: (alertId: string) => void;
  /** The alert's link was followed, so it has been read. */
  onSeen: (alertId: string) => void;
  onFollow?: () => void;
};

/** Alerts, the latest first: what, where, what to do, since when; unread ones stand out. */
export function AlertList({ alerts, level, onRead, onSeen, onFollow }: AlertListProps) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {alerts.map((alert) => (
        <li key={alert.alertId} className={mergeClasses(styles.alert, !alert.isRead && styles.unread)}>
          <AlertItem
            alert={alert}
            level={level}
            onRead={onRead}
            onSeen={onSeen}
            {...(onFollow && { onFollow })}
          />
        </li>
      ))}
    </ul>
  );
}

type AlertItemProps = Omit<AlertListProps, "alerts"> & { alert: AlertRow };

function AlertItem({ alert, level, onRead, onSeen, onFollow }: AlertItemProps) {
  const styles = useStyles();
  const place = alertPlace(alert);
  const Heading = `h${level}` as const;
  // A link that is followed has been read; the panel that it stands in is over.
  const follow = () => {
    if (!alert.isRead) onSeen(alert.alertId);
    onFollow?.();
  };
  return (
    <>
      <Heading className={mergeClasses(styles.title, !alert.isRead && styles.unreadTitle)}>
        <Status tone={toneOf(alert)}>{alertTitle(alert)}</Status>
        {!alert.isRead && <span className={styles.hidden}>, unread</span>}
      </Heading>
      <span className={styles.when}>
        <Instant at={alert.lastAt} />
      </span>
      <p className={styles.text}>{alertText(alert)}</p>
      <Course alert={alert} />
      <div className={styles.line}>
        <span onClickCapture={follow}>
          <TextLink href={place.href}>{place.label}</TextLink>
        </span>
        {!alert.isRead && (
          <Button
            appearance="subtle"
            size="small"
            className={styles.read}
            onClick={() => onRead(alert.alertId)}
          >
            Mark as read
          </Button>
        )}
      </div>
    </>
  );
}

function toneOf({ severity, resolvedAt }: AlertRow): "good" | "bad" | "warning" {
  if (resolvedAt !== null) return "good";
  return severity === "critical" ? "bad" : "warning";
}

/** How often, since when, and until when. */
function Course({ alert }: { alert: AlertRow }) {
  const styles = useStyles();
  const { count, firstAt, resolvedAt } = alert;
  if (count === 1 && resolvedAt === null) return null;
  return (
    <span className={styles.when}>
      {count > 1 && (
        <>
          {count} times since <Instant at={firstAt} />
          {resolvedAt !== null && ". "}
        </>
      )}
      {resolvedAt !== null && (
        <>
          Resolved <Instant at={resolvedAt} />
        </>
      )}
    </span>
  );
}
