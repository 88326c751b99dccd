"use client";
import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { Checkmark20Regular, Copy20Regular } from "@fluentui/react-icons";
import { useState } from "react";

const useStyles = makeStyles({
  line: { display: "flex", gap: tokens.spacingHorizontalS },
  // Its own width is that of twenty letters, in a font that is wider on some machines than a phone has room for.
  input: {
    flexGrow: 1,
    flexBasis: 0,
    minWidth: 0,
    "& input": { fontFamily: tokens.fontFamilyMonospace, minWidth: 0, width: "100%" },
  },
  button: { flexShrink: 0 },
});

/** Text to hand on: read-only, selected on focus, with a button that copies it. */
export function CopyField({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const styles = useStyles();
  const [caption, setCaption] = useState("Copy");
  const isCopied = caption === "Copied";
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCaption("Copied");
    setTimeout(() => setCaption("Copy"), 3000);
  };
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      <div className={styles.line}>
        <Input
          className={styles.input}
          readOnly
          value={text}
          aria-label={label}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          className={styles.button}
          icon={isCopied ? <Checkmark20Regular /> : <Copy20Regular />}
          onClick={() => void copy().catch(() => setCaption("Press Ctrl+C"))}
        >
          <span aria-live="polite">{caption}</span>
        </Button>
      </div>
    </Field>
  );
}
