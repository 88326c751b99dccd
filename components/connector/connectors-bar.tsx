"use client";
import { makeStyles, SearchBox, Select, tokens } from "@fluentui/react-components";
import { Add20Regular, Pause20Regular, Play20Regular, PlayCircle20Regular } from "@fluentui/react-icons";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import type { ConnectorKindId } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { RefreshButton } from "#components/ui/refresh-button.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import type { OptionalColumn } from "./column-choice.ts";
import type { BulkAction } from "./connector-actions.ts";
import { type ListQuery, STATE_FILTER_NAMES, STATE_FILTERS } from "./list-query.ts";
import type { ListRow } from "./list-row.ts";
import { type Allowance, selectionAllowance } from "./row-allowance.ts";

const useStyles = makeStyles({
  bar: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalXS,
    rowGap: tokens.spacingVerticalS,
  },
  filters: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    marginInlineStart: "auto",
    "@media (max-width: 1023px)": { marginInlineStart: 0, width: "100%" },
  },
  search: { width: "190px", "@media (max-width: 639px)": { width: "100%", maxWidth: "none" } },
  select: { minWidth: "152px", "@media (max-width: 639px)": { width: "100%" } },
});

type ConnectorsBarProps = {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  chosen: readonly ListRow[];
  allowance: Allowance;
  isBusy: boolean;
  /** @returns whether the list is up to date now */
  onRefresh: () => Promise<boolean>;
  onPerform: (action: BulkAction) => void;
  kinds: readonly { id: ConnectorKindId; name: string }[];
  shown: readonly OptionalColumn[];
  onShow: (columns: OptionalColumn[]) => void;
};

/** Commands for the chosen lines, search and filter. */
export function ConnectorsBar(props: ConnectorsBarProps) {
  const styles = useStyles();
  const { query, onQuery, chosen, allowance, isBusy } = props;
  const command = (action: BulkAction, label: string, icon: React.ReactElement) => (
    <ReasonedButton
      appearance="subtle"
      icon={icon}
      isBusy={isBusy}
      can={selectionAllowance(chosen, allowance, action)}
      onClick={() => props.onPerform(action)}
    >
      {label}
    </ReasonedButton>
  );
  return (
    <div className={styles.bar}>
      <LinkButton appearance="subtle" icon={<Add20Regular />} href={paths.gallery}>
        Add connector
      </LinkButton>
      {command("run", "Run now", <PlayCircle20Regular />)}
      {command("pause", "Pause", <Pause20Regular />)}
      {command("resume", "Resume", <Play20Regular />)}
      <RefreshButton onRefresh={props.onRefresh} />
      <ColumnMenu shown={props.shown} onShow={props.onShow} />
      {chosen.length > 0 && (
        <Prose as="span" isSmall isQuiet>
          {chosen.length} selected
        </Prose>
      )}
      <div className={styles.filters}>
        <SearchBox
          className={styles.search}
          aria-label="Search connectors"
          placeholder="Search"
          value={query.search}
          onChange={(_event, change) => onQuery({ ...query, search: change.value })}
        />
        <Select
          className={styles.select}
          aria-label="State"
          value={query.state ?? ""}
          onChange={(_event, change) =>
            onQuery({ ...query, state: STATE_FILTERS.find((state) => state === change.value) })
          }
        >
          <option value="">All states</option>
          {STATE_FILTERS.map((state) => (
            <option key={state} value={state}>
              {STATE_FILTER_NAMES[state]}
            </option>
          ))}
        </Select>
        <Select
          className={styles.select}
          aria-label="Kind"
          value={query.kind ?? ""}
          onChange={(_event, change) =>
            onQuery({ ...query, kind: props.kinds.find(({ id }) => id === change.value)?.id })
          }
        >
          <option value="">All kinds</option>
          {props.kinds.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
