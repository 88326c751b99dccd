"use client";
import { makeStyles, SearchBox, Select, tokens } from "@fluentui/react-components";
import { Search28Regular } from "@fluentui/react-icons";
import { useEffect, useState } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { CONNECTOR_KINDS, type ConnectorKind } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { KindCard } from "./kind-card.tsx";
import { categoryOf, KIND_CATEGORIES, type KindCategory, summaryOf } from "./kind-content.ts";

const useStyles = makeStyles({
  search: { width: "320px", maxWidth: "100%" },
  grid: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 272px), 1fr))",
    gap: tokens.spacingHorizontalL,
    listStyleType: "none",
    margin: 0,
    padding: 0,
  },
});

type KindGalleryProps = { initialSearch: string; initialCategory: KindCategory | undefined };

/** Every kind of connector, to choose one from. */
export function KindGallery({ initialSearch, initialCategory }: KindGalleryProps) {
  const styles = useStyles();
  const [search, setSearch] = useState(initialSearch);
  const [category, setCategory] = useState(initialCategory);
  useEffect(() => {
    const query = new URLSearchParams({ ...(search !== "" && { q: search }), ...(category && { category }) });
    window.history.replaceState(null, "", query.size === 0 ? paths.gallery : `${paths.gallery}?${query}`);
  }, [search, category]);
  const kinds = CONNECTOR_KINDS.filter(
    (kind) => (category === undefined || categoryOf(kind) === category) && matches(kind, search),
  );
  return (
    <Stack gap="l">
      <Stack isRow gap="m">
        <SearchBox
          className={styles.search}
          aria-label="Filter connector kinds"
          placeholder="Filter by name or content"
          value={search}
          onChange={(_event, change) => setSearch(change.value)}
        />
        <Select
          aria-label="Category"
          value={category ?? ""}
          onChange={(_event, change) =>
            setCategory(KIND_CATEGORIES.find(({ id }) => id === change.value)?.id)
          }
        >
          <option value="">All categories</option>
          {KIND_CATEGORIES.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <output>
          <Prose as="span" isQuiet>
            {kinds.length} of {CONNECTOR_KINDS.length} connector kinds
          </Prose>
        </output>
      </Stack>
      {kinds.length === 0 ? (
        <EmptyState icon={<Search28Regular />} title="No connector kind matches">
          Try the name of a carrier or an app, a content such as MMS, or all categories.
        </EmptyState>
      ) : (
        <ul className={styles.grid}>
          {kinds.map((kind) => (
            <li key={kind.id}>
              <KindCard kind={kind} />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function matches(kind: ConnectorKind, search: string): boolean {
  const text = `${kind.name} ${kind.folderName} ${kind.content.join(" ")} ${summaryOf(kind)}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
