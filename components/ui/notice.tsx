"use client";
import {
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({ detail: { display: "block" } });

type NoticeProps = {
  intent: "info" | "success" | "warning" | "error";
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out when it appears: it answers what the viewer just did. */
  isAnswer?: boolean;
};

/** What happened, why, and what to do. */
export function Notice({ intent, title, children, actions, isAnswer }: NoticeProps) {
  const styles = useStyles();
  const role = intent === "error" ? "alert" : "status";
  return (
    <MessageBar intent={intent} layout="multiline" {...(isAnswer && { role })}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {children && <span className={styles.detail}>{children}</span>}
      </MessageBarBody>
      {actions && <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  );
}
