"use client";
import { makeStyles } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";

const useStyles = makeStyles({
  hidden: { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
});

type AnnouncerProps = {
  /** The whole state in a sentence: read out at most every `quietMs`, unless `milestone` changed. */
  sentence: string;
  /** What is worth interrupting for: a step, an end. */
  milestone: string;
  quietMs?: number;
};

/** Tells a screen reader of progress without chattering. */
export function Announcer({ sentence, milestone, quietMs = 20_000 }: AnnouncerProps) {
  const styles = useStyles();
  const [spoken, setSpoken] = useState("");
  const last = useRef({ at: 0, milestone });
  useEffect(() => {
    const isDue = Date.now() - last.current.at >= quietMs;
    if (last.current.milestone === milestone && !isDue) return;
    // What the page shows when it opens is read with the page.
    if (last.current.at > 0) setSpoken(sentence);
    last.current = { at: Date.now(), milestone };
  }, [sentence, milestone, quietMs]);
  return <output className={styles.hidden}>{spoken}</output>;
}
