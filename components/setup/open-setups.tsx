"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { SETUP_STEPS } from "#lib/domain/setup.ts";
import type { DraftSummary } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    listStyleType: "none",
    margin: 0,
    padding: 0,
  },
  setup: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalM,
    paddingInline: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  words: { flexGrow: 1, flexBasis: "240px", minWidth: 0, overflowWrap: "anywhere" },
});

/** Setups that somebody began and did not finish, each with the way on; nothing where there is none. */
export function OpenSetups({ drafts }: { drafts: readonly DraftSummary[] }) {
  const styles = useStyles();
  if (drafts.length === 0) return null;
  return (
    <Section title="Setups not finished">
      <ul className={styles.list}>
        {drafts.map((draft) => (
          <li key={draft.connectorId} className={styles.setup}>
            <div className={styles.words}>
              <Prose isStrong>{nameOf(draft)}</Prose>
              <Prose isSmall isQuiet>
                Next: {SETUP_STEPS.find(({ id }) => id === draft.step)?.title}. Last changed{" "}
                <Instant at={draft.updatedAt} />.
              </Prose>
            </div>
            <LinkButton href={paths.setup(draft.kind, draft.connectorId, draft.step)}>
              Resume<span className="visually-hidden"> {nameOf(draft)}</span>
            </LinkButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function nameOf({ name, kind }: DraftSummary): string {
  return name === "" ? `New ${findConnectorKind(kind)?.name ?? kind} connector` : name;
}
