"use client";
import { Button } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { DropZone } from "#components/ui/drop-zone.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Problem } from "#components/ui/problem.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Reveal } from "#components/ui/reveal.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { MappingPreview, MappingSummary } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";
import { MappingPreviewTables } from "./mapping-preview.tsx";
import { MappingSummaryCard } from "./mapping-summary.tsx";
import { MAX_MAPPING_BYTES, uploadMapping } from "./upload-mapping.ts";

type MappingUploadProps = {
  connectorId: string;
  /** The version in use, when there is one. */
  current: MappingSummary | null;
  onUploaded: (preview: MappingPreview) => void;
  /** Leaves the file out of the mapping; it stays stored. */
  onLeaveOut: () => void;
};

/** The custom mapping: template, upload, and what was read. */
export function MappingUpload({ connectorId, current, onUploaded, onLeaveOut }: MappingUploadProps) {
  const [sent, setSent] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const [preview, setPreview] = useState<MappingPreview>();
  const [isReplacing, setReplacing] = useState(false);
  const upload = async (file: File) => {
    setProblem(undefined);
    setSent(0);
    try {
      const read = await uploadMapping(connectorId, file, setSent);
      setPreview(read);
      setReplacing(false);
      onUploaded(read);
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem(0, "The file was not read", "Upload it again."),
      );
    }
    setSent(undefined);
  };
  const isZoneShown = (!current || isReplacing) && sent === undefined;
  return (
    <Stack gap="l">
      <Stack gap="s">
        <Prose>
          A CSV file with two columns: the user's mobile number with its country code, and the Microsoft 365
          address of the mailbox. Two more, <i>Valid from</i> and <i>Valid to</i>, are optional.
        </Prose>
        <div>
          <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.mappingTemplate}>
            Download the template
          </LinkButton>
        </div>
      </Stack>
      {isZoneShown && (
        <DropZone
          label="Custom mapping file"
          endings={[".csv"]}
          mimeType="text/csv"
          maxBytes={MAX_MAPPING_BYTES}
          onFile={(file) => void upload(file)}
        />
      )}
      {sent !== undefined && <Meter label="Upload" {...uploadProgress(sent)} />}
      {problem && (
        <Reveal>
          <Notice intent="error" title={problem.message} isAnswer>
            {problem.detail} {problem.correlationId && `Correlation ID ${problem.correlationId}.`}
          </Notice>
        </Reveal>
      )}
      {current && (
        <Reveal key={current.version} isWanted={preview !== undefined}>
          <MappingSummaryCard
            summary={current}
            actions={
              <Stack isRow gap="s">
                <Button onClick={() => setReplacing(!isReplacing)}>
                  {isReplacing ? "Keep this file" : "Replace"}
                </Button>
                <Button onClick={onLeaveOut}>Do not use it</Button>
              </Stack>
            }
          />
        </Reveal>
      )}
      {current && preview?.version === current.version && (
        <MappingPreviewTables preview={preview} connectorId={connectorId} />
      )}
    </Stack>
  );
}

function uploadProgress(sent: number): { fraction: number | undefined; caption: string } {
  return sent < 1
    ? { fraction: sent, caption: `Uploading, ${Math.floor(sent * 100)} %` }
    : { fraction: undefined, caption: "Reading and checking every row…" };
}
