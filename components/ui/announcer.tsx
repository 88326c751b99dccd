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
  /** What to read out at a milestone, where that is not the whole. */
  news?: string;
  quietMs?: number;
};

/** Tells a screen reader of progress without chattering. */
export function Announcer({ sentence, milestone, news = sentence, quietMs = 20_000 }: AnnouncerProps) {
  const styles = useStyles();
  const [spoken, setSpoken] = useState("");
  const last = useRef({ at: 0, milestone });
  useEffect(() => {
    const isDue = Date.now() - last.current.at >= quietMs;
    const isMilestone = last.current.milestone !== milestone;
    if (!isMilestone && !isDue) return;
    // What the page shows when it opens is read with the page.
    if (last.current.at > 0) setSpoken(isMilestone ? news : sentence);
    last.current = { at: Date.now(), milestone };
  }, [sentence, milestone, news, quietMs]);
  return <output className={styles.hidden}>{spoken}</output>;
}
