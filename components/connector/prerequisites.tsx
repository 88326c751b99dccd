"use client";
import { Checkbox, makeStyles, tokens } from "@fluentui/react-components";
import { useSyncExternalStore } from "react";
import { Prose } from "#components/ui/prose.tsx";
import type { Prerequisite } from "./kind-content.ts";

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    listStyleType: "none",
    margin: 0,
    marginInlineStart: "-8px",
    padding: 0,
  },
  item: { paddingBlock: tokens.spacingVerticalXS },
  title: { color: tokens.colorNeutralForeground1 },
  text: { paddingInlineStart: "36px", marginTop: "-4px" },
});

type PrerequisitesProps = { kind: string; prerequisites: readonly Prerequisite[] };

/** A checklist to tick off; this browser remembers it, nobody else needs to. */
export function Prerequisites({ kind, prerequisites }: PrerequisitesProps) {
  const styles = useStyles();
  const key = `mac-prerequisites-${kind}`;
  const ticked = useSyncExternalStore(
    watchTicks,
    () => localStorage.getItem(key) ?? "",
    () => "",
  ).split(" ");
  const tick = (id: string, isTicked: boolean) => {
    const next = isTicked ? [...ticked, id] : ticked.filter((each) => each !== id);
    localStorage.setItem(key, next.join(" "));
    for (const watcher of watchers) watcher();
  };
  return (
    <ul className={styles.list}>
      {prerequisites.map(({ id, title, text }) => (
        <li key={id} className={styles.item}>
          <Checkbox
            label={<b className={styles.title}>{title}</b>}
            checked={ticked.includes(id)}
            onChange={(_event, change) => tick(id, change.checked === true)}
          />
          <div className={styles.text}>
            <Prose isQuiet>{text}</Prose>
          </div>
        </li>
      ))}
    </ul>
  );
}

const watchers = new Set<() => void>();
function watchTicks(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}
