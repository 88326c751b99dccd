"use client";
import { makeStyles, SearchBox, Select, tokens } from "@fluentui/react-components";
import { Search28Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { type InAddress, useInAddress } from "#components/ui/use-in-address.ts";
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

type GalleryQuery = { search: string; category: KindCategory | undefined };

const ADDRESS: InAddress<GalleryQuery> = {
  path: paths.gallery,
  read: (parameters) => ({
    search: (parameters.get("q") ?? "").slice(0, 200),
    category: KIND_CATEGORIES.find(({ id }) => id === parameters.get("category"))?.id,
  }),
  write: ({ search, category }) => {
    const query = new URLSearchParams({ ...(search !== "" && { q: search }), ...(category && { category }) });
    return query.size === 0 ? "" : `?${query.toString()}`;
  },
};

/** Every kind of connector, to choose one from. */
export function KindGallery({ initialQuery }: { initialQuery: GalleryQuery }) {
  const styles = useStyles();
  const [query, setQuery] = useInAddress(initialQuery, ADDRESS);
  const { search, category } = query;
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
          onChange={(_event, change) => setQuery({ search: change.value, category })}
        />
        <Select
          aria-label="Category"
          value={category ?? ""}
          onChange={(_event, change) =>
            setQuery({ search, category: KIND_CATEGORIES.find(({ id }) => id === change.value)?.id })
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
