"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons";
import { useActionState } from "react";
import { OpenSetups } from "#components/setup/open-setups.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormAction, IDLE } from "#components/ui/form-state.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { DraftSummary } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { contentOf, knownIssueOf, overviewOf, prerequisitesOf, workingsOf } from "./kind-content.ts";
import { KindMark } from "./kind-mark.tsx";
import { Prerequisites } from "./prerequisites.tsx";

const useStyles = makeStyles({
  columns: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 760px) 320px",
    columnGap: "48px",
    rowGap: tokens.spacingVerticalXXL,
    alignItems: "start",
    "@media (max-width: 1099px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  workings: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    margin: 0,
    paddingInlineStart: "20px",
  },
});

type ProductPageProps = {
  kindId: ConnectorKindId;
  /** Setups of the kind that are not finished. */
  drafts: readonly DraftSummary[];
  canCreate: true | string;
  create: FormAction;
};

/** A kind's product page: what it does, what it needs, and the way into the wizard. */
export function ProductPage({ kindId, drafts, canCreate, create }: ProductPageProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(create, IDLE);
  const kind = findConnectorKind(kindId);
  if (!kind) return null;
  return (
    <Stack gap="xl">
      <PageHeader
        title={kind.name}
        trail={[{ title: "Data connectors", href: paths.gallery }]}
        mark={<KindMark kind={kind.id} />}
        description="by TeleMessage"
        actions={
          <form action={submit}>
            <ReasonedButton
              type="submit"
              appearance="primary"
              icon={<Add20Regular />}
              can={canCreate}
              isBusy={isPending}
            >
              Add connector
            </ReasonedButton>
          </form>
        }
      />
      {canCreate !== true && (
        <Notice intent="info" title="You can look, but not add a connector">
          {canCreate}
        </Notice>
      )}
      <FormAnswer state={state} refusedTitle="The setup could not be begun" />
      {canCreate === true && <OpenSetups drafts={drafts} />}
      <div className={styles.columns}>
        <Stack gap="xl">
          <Section title="Description">
            {overviewOf(kind).map((paragraph) => (
              <Prose key={paragraph}>{paragraph}</Prose>
            ))}
          </Section>
          <Section title="How it works">
            <ol className={styles.workings}>
              {workingsOf(kind).map(({ title, text }) => (
                <li key={title}>
                  <Prose>
                    <b>{title}.</b> {text}
                  </Prose>
                </li>
              ))}
            </ol>
          </Section>
          <Section title="Before you begin">
            <Prerequisites kind={kind.id} prerequisites={prerequisitesOf(kind)} />
          </Section>
        </Stack>
        <Stack gap="l">
          <Section title="At a glance" isCard>
            <Facts
              facts={[
                { name: "Content", value: contentOf(kind) },
                { name: "Folder in each mailbox", value: kind.folderName },
                { name: "Message class", value: `IPM.Note.${kind.messageClass}` },
                { name: "Import", value: "Once a day, or when you choose Run now" },
              ]}
            />
          </Section>
          <Section title="Known issue" isCard>
            <Prose>{knownIssueOf(kind)}</Prose>
          </Section>
        </Stack>
      </div>
    </Stack>
  );
}
