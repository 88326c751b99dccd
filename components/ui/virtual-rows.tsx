"use client";
// Rows are grids, not lines of a table element: see data-table.tsx.
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactNode,
  type Ref,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";

/** A row of the table is about so high before it is measured. */
const ROW_PX = 69;
/** So many rows beyond what is seen are there as well: the next Tab finds its link. */
const SPARE_ROWS = 8;
/** What the server sends, which knows no screen. */
const FIRST_ROWS = 20;

type VirtualRowsProps = {
  keys: readonly string[];
  /** The row at `index`, which gets `ref` to be measured, and says its index in `data-index`. */
  row: (index: number, ref: Ref<HTMLDivElement>) => ReactNode;
  /** The last of the rows comes into sight, or nearly. */
  onNearEnd: () => void;
};

/** The rows in sight of very many, in a page that scrolls as a whole; room is kept for the others. */
export function VirtualRows(props: VirtualRowsProps) {
  const isInBrowser = useSyncExternalStore(neverChanges, isTrue, isFalse);
  if (isInBrowser) return <RowsInSight {...props} />;
  const shown = props.keys.slice(0, FIRST_ROWS);
  return (
    <div role="rowgroup" style={{ paddingBlockEnd: `${(props.keys.length - shown.length) * ROW_PX}px` }}>
      {shown.map((_key, index) => props.row(index, null))}
    </div>
  );
}

const neverChanges = () => () => undefined;
const isTrue = () => true;
const isFalse = () => false;

function RowsInSight({ keys, row, onNearEnd }: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const scrollMargin = useTopOf(box);
  // Nothing here is memoized: the compiler that the rule speaks of is not in use.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count: keys.length,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => keys[index] ?? index,
    measureElement: heightOf,
    overscan: SPARE_ROWS,
    scrollMargin,
  });
  const shown = virtualizer.getVirtualItems();
  const above = (shown[0]?.start ?? scrollMargin) - scrollMargin;
  const below = virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? scrollMargin) - scrollMargin);
  const last = shown.at(-1)?.index ?? -1;
  const isNearEnd = last >= keys.length - SPARE_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, keys.length, onNearEnd]);
  return (
    <div role="rowgroup" ref={box} style={{ paddingBlock: `${above}px ${Math.max(0, below)}px` }}>
      {shown.map(({ index }) => row(index, virtualizer.measureElement))}
    </div>
  );
}

/** With the distance to the next one, which a card has and a row has not. */
function heightOf(row: HTMLDivElement): number {
  return row.getBoundingClientRect().height + Number.parseFloat(getComputedStyle(row).marginBottom);
}

/** Where the element begins, in pixels from the page's top: what stands above it grows and shrinks. */
function useTopOf(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const look = () => {
      const box = element.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
