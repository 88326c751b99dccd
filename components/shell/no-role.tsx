"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { PersonProhibited28Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Viewer } from "#lib/domain/views/people.ts";
import { AccountMenu } from "./account-menu.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { SuiteHeader } from "./suite-header.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

const useStyles = makeStyles({
  page: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXL,
    boxSizing: "border-box",
    maxWidth: "720px",
    marginInline: "auto",
    padding: tokens.spacingHorizontalL,
  },
});

const ROLES = [
  {
    name: "Connector.Admin",
    value: "Sets up and changes connectors, and may do everything that the other roles may.",
  },
  { name: "Connector.Operator", value: "Runs, pauses and cancels imports, and keeps the mapping." },
  { name: "Connector.Reader", value: "Looks, and downloads logs." },
  { name: "Auditor", value: "Looks, and reads the audit log." },
];

/** Signed in, but with no role: who can help, and with what. */
export function NoRole({ viewer }: { viewer: Viewer }) {
  return (
    <>
      <SuiteHeader>
        <ThemeMenu />
        <AccountMenu viewer={viewer} />
      </SuiteHeader>
      <main className={useStyles().page}>
        <EmptyState
          level={1}
          icon={<PersonProhibited28Regular />}
          title="You have no role here yet"
          action={<SignOutButton />}
        >
          You are signed in as {viewer.email || viewer.name}, but no role of Mobile Archive Connectors is
          assigned to you. Ask an administrator of your organization's Microsoft Entra ID to assign one, under
          Enterprise applications, Mobile Archive Connectors, Users and groups. Then sign out and in again.
        </EmptyState>
        <Section title="Roles to ask for" isCard>
          <Facts layout="rows" facts={ROLES} />
        </Section>
        <Prose isSmall isQuiet>
          If they ask: your organization's ID is {viewer.tenantId}, and yours is {viewer.userId}.
        </Prose>
      </main>
    </>
  );
}
