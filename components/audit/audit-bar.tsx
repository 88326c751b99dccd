"use client";
import { Button, Field, Input, makeStyles, SearchBox, Select, tokens } from "@fluentui/react-components";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { AUDIT_ACTIONS, auditActionName } from "#lib/domain/audit.ts";
import { mayStandInUrl } from "#lib/domain/url-text.ts";
import { paths } from "#lib/paths.ts";
import { type AuditQuery, auditSearch } from "./audit-query.ts";

const useStyles = makeStyles({
  bar: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-end",
    gap: tokens.spacingHorizontalM,
    "& > *": { "@media (max-width: 639px)": { flexGrow: 1, flexBasis: "100%", maxWidth: "none" } },
  },
  select: { width: "240px", gridTemplateColumns: "minmax(0, 1fr)" },
  search: { minWidth: "200px" },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS },
});

const NOT_SEARCHED_FOR =
  "Telephone numbers and e-mail addresses cannot be searched for here, because the search is part of this page's address. Filter by action and day instead.";

/** What to show of the log. The address remembers it. */
export function AuditBar({ query }: { query: AuditQuery }) {
  const styles = useStyles();
  const router = useRouter();
  const shown = auditSearch(query);
  const [typed, setTyped] = useState({ over: shown, draft: query, isRefused: false });
  // Whatever way the address came to show something else, so do the fields.
  if (typed.over !== shown) setTyped({ over: shown, draft: query, isRefused: false });
  const { draft, isRefused } = typed;
  const setDraft = (next: AuditQuery) => setTyped({ ...typed, draft: next });
  const show = (next: AuditQuery) => {
    const isFit = mayStandInUrl(next.search);
    setTyped({ ...typed, draft: next, isRefused: !isFit });
    if (!isFit) return;
    router.replace(paths.auditLog + auditSearch(next), { scroll: false });
  };
  return (
    <search aria-label="Filter the audit log">
      <form
        className={styles.bar}
        onSubmit={(event) => {
          event.preventDefault();
          show(draft);
        }}
      >
        <Field label="Action" className={styles.select}>
          <Select
            value={draft.action ?? ""}
            onChange={(_event, { value }) => show({ ...draft, action: value === "" ? undefined : value })}
          >
            <option value="">All actions</option>
            {AUDIT_ACTIONS.map((action) => (
              <option key={action} value={action}>
                {auditActionName(action)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label="Person, connector or Job ID"
          className={styles.search}
          {...(isRefused && { validationMessage: NOT_SEARCHED_FOR })}
        >
          <SearchBox
            maxLength={200}
            value={draft.search}
            onChange={(_event, { value }) => setDraft({ ...draft, search: value })}
          />
        </Field>
        <Field label="From (UTC)">
          <Input
            type="date"
            value={draft.from ?? ""}
            onChange={(_event, { value }) => setDraft({ ...draft, from: value })}
          />
        </Field>
        <Field label="To (UTC)">
          <Input
            type="date"
            value={draft.to ?? ""}
            onChange={(_event, { value }) => setDraft({ ...draft, to: value })}
          />
        </Field>
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary">
            Show
          </Button>
          {shown !== "" && (
            <LinkButton href={paths.auditLog} appearance="subtle">
              Clear
            </LinkButton>
          )}
        </div>
      </form>
    </search>
  );
}
