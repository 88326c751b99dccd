"use client";
import { Button, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { ArrowUpload24Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { type FileError, useDropzone } from "react-dropzone";
import { formatBytes } from "./format.ts";
import { Notice } from "./notice.tsx";
import { Prose } from "./prose.tsx";
import { Reveal } from "./reveal.tsx";
import { Stack } from "./stack.tsx";
import { useViewerZone } from "./viewer-zone.tsx";

const useStyles = makeStyles({
  zone: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalS,
    padding: "28px 16px",
    textAlign: "center",
    border: `1px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  over: {
    border: `1px dashed ${tokens.colorCompoundBrandStroke}`,
    backgroundColor: tokens.colorBrandBackground2,
  },
  icon: { color: tokens.colorBrandForeground1 },
});

type DropZoneProps = {
  /** What may be dropped, as an endings list: `[".csv"]`. */
  label: string;
  endings: readonly string[];
  mimeType: string;
  maxBytes: number;
  isDisabled?: boolean;
  onFile: (file: File) => void;
};

/** One file, dropped or chosen. */
export function DropZone({ label, endings, mimeType, maxBytes, isDisabled = false, onFile }: DropZoneProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const [problem, setProblem] = useState<string>();
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    accept: { [mimeType]: [...endings] },
    multiple: false,
    maxFiles: 1,
    maxSize: maxBytes,
    minSize: 1,
    disabled: isDisabled,
    // The button is the way in for mouse and keyboard alike; the zone itself only takes what is dropped.
    noClick: true,
    noKeyboard: true,
    onDrop: (accepted, rejected) => {
      const [file] = accepted;
      setProblem(
        file ? undefined : explain(rejected[0]?.errors ?? [], endings, formatBytes(maxBytes, locale)),
      );
      if (file) onFile(file);
    },
  });
  return (
    <Stack gap="s">
      <div {...getRootProps({ className: mergeClasses(styles.zone, isDragActive && styles.over) })}>
        <input {...getInputProps({ "aria-label": label })} />
        <ArrowUpload24Regular className={styles.icon} aria-hidden="true" />
        <Prose>{isDragActive ? "Drop the file here" : "Drop the file here, or"}</Prose>
        <Button onClick={open} disabled={isDisabled}>
          Choose a file
        </Button>
        <Prose isSmall isQuiet>
          {endings.join(", ")} up to {formatBytes(maxBytes, locale)}
        </Prose>
      </div>
      {problem !== undefined && (
        <Reveal>
          <Notice intent="error" title="The file was not taken" isAnswer>
            {problem}
          </Notice>
        </Reveal>
      )}
    </Stack>
  );
}

function explain(errors: readonly FileError[], endings: readonly string[], limit: string): string {
  const codes = errors.map(({ code }) => code);
  if (codes.includes("too-many-files")) return "Drop one file at a time.";
  if (codes.includes("file-too-large"))
    return `It is larger than ${limit}. Split it, or leave out what is not needed.`;
  if (codes.includes("file-too-small")) return "It is empty. Choose the file with your mapping.";
  return `It does not end in ${endings.join(" or ")}. Save it as CSV and choose it again.`;
}
