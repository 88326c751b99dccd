"use client";
import { ArrowUpload20Regular } from "@fluentui/react-icons";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { toldOf, useTell } from "#components/ui/told.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { MappingUpload } from "./mapping-upload.tsx";

type ReplaceMappingProps = {
  connectorId: string;
  /** The version that is shown in force; `null` where none is. */
  inForce: number | null;
  can: true | string;
  putInForce: MappingDeeds["putInForce"];
};

/** A new file for the custom mapping: uploaded and looked at first, and in force when the admin says so. */
export function ReplaceMapping({ connectorId, inForce, can, putInForce }: ReplaceMappingProps) {
  const router = useRouter();
  const tell = useTell();
  const [isOpen, setOpen] = useState(false);
  const [preview, setPreview] = useState<MappingPreview | null>(null);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setPreview(null);
    setState(IDLE);
  };
  const use = (version: number) =>
    start(async () => {
      const answer = await putInForce({ version, inForce });
      setState(answer);
      if (answer.status !== "done") return;
      close();
      tell(toldOf(answer));
    });
  if (!isOpen) {
    return (
      <div>
        <ReasonedButton can={can} icon={<ArrowUpload20Regular />} onClick={() => setOpen(true)}>
          Upload a new file
        </ReasonedButton>
      </div>
    );
  }
  return (
    <Section title="Upload a new file" isCard>
      <MappingUpload
        connectorId={connectorId}
        current={preview}
        onUploaded={(read) => {
          setPreview(read);
          // It stands in the list of versions now.
          router.refresh();
        }}
        onLeaveOut={close}
      />
      <FormAnswer state={state} refusedTitle="The file was not put in force" />
      <Stack isRow gap="s">
        {preview && (
          <ReasonedButton
            can={can}
            appearance="primary"
            isBusy={isPending}
            onClick={() => use(preview.version)}
          >
            Put version {preview.version} in force
          </ReasonedButton>
        )}
        <ReasonedButton can={true} onClick={close}>
          {preview ? "Not now" : "Cancel"}
        </ReasonedButton>
      </Stack>
    </Section>
  );
}
