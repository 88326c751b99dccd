"use client";
// Tags of a table lose their meaning to some screen readers when they are laid out as a grid or as cards; roles do not.
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { mergeClasses } from "@fluentui/react-components";
import type { CSSProperties, ReactNode, Ref } from "react";
import { type Sort, SortButton } from "./sort-button.tsx";
import { useTableStyles } from "./table-styles.ts";
import { useRowsInTurn } from "./use-rows-in-turn.ts";
import type { VirtualRows } from "./virtual-rows.tsx";

export type Column<Row> = {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** A track of the grid: `2fr`, `120px`. */
  width: string;
  isSortable?: boolean;
  /** Numbers stand at the end of their column. */
  isNumber?: boolean;
  /** For a column of buttons: its title is for screen readers alone. */
  isTitleHidden?: boolean;
  /** Stands in the head instead of the title. */
  head?: ReactNode;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Many columns: rows become cards sooner. */
  isWide?: boolean;
  /** Hundreds of rows: the first are there at once, and the browser lays out those that are in sight. */
  isLong?: boolean;
  /** Rows without end: those in sight are in the page, and more are asked for as they are scrolled to. */
  endless?: Endless;
  isSelected?: (row: Row) => boolean;
  sort?: Sort;
  onSort?: (columnId: string) => void;
};

/** `total`: how many rows there are, loaded or not, where that is known. `Rows`: handed in, for the sake of other tables' pages. */
type Endless = { total: number | undefined; onNearEnd: () => void; Rows: typeof VirtualRows };

/** A table that turns into cards on a narrow screen and stays a table to a screen reader. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const styles = useTableStyles();
  const { endless, columns, rowKey } = props;
  const rows = useRowsInTurn(props.rows, props.isLong === true);
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
  const bodyRow = (row: Row, place?: RowPlace) => (
    <BodyRow key={rowKey(row)} {...props} row={row} tracks={tracks} place={place} />
  );
  return (
    <div className={mergeClasses(styles.room, props.isWide && styles.wideRoom)}>
      <div
        role="table"
        aria-label={props.label}
        aria-rowcount={endless && (endless.total === undefined ? -1 : endless.total + 1)}
        className={styles.table}
      >
        <div role="rowgroup" className={styles.head}>
          <div
            role="row"
            aria-rowindex={endless && 1}
            className={mergeClasses(styles.row, styles.headRow)}
            style={tracks}
          >
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </div>
        </div>
        {endless ? (
          <endless.Rows
            keys={rows.map(rowKey)}
            row={(index, ref) => {
              const row = rows[index];
              return row && bodyRow(row, { index, ref });
            }}
            onNearEnd={endless.onNearEnd}
          />
        ) : (
          <div role="rowgroup">{rows.map((row) => bodyRow(row))}</div>
        )}
      </div>
    </div>
  );
}

/** Of a row that is measured. */
type RowPlace = { index: number; ref: Ref<HTMLDivElement> };

type BodyRowProps<Row> = Pick<DataTableProps<Row>, "columns" | "isLong" | "isSelected"> & {
  row: Row;
  tracks: CSSProperties;
  place: RowPlace | undefined;
};

function BodyRow<Row>({ columns, row, tracks, place, isLong, isSelected }: BodyRowProps<Row>) {
  const styles = useTableStyles();
  const className = mergeClasses(
    styles.row,
    styles.bodyRow,
    isLong && styles.longRow,
    isSelected?.(row) && styles.selectedRow,
  );
  return (
    <div
      role="row"
      ref={place?.ref}
      data-index={place?.index}
      aria-rowindex={place && place.index + 2}
      className={className}
      style={tracks}
    >
      {columns.map((column) => (
        <BodyCell key={column.id} column={column} row={row} isLast={column === columns.at(-1)} />
      ))}
    </div>
  );
}

type BodyCellProps<Row> = { column: Column<Row>; row: Row; isLast: boolean };

function BodyCell<Row>({ column, row, isLast }: BodyCellProps<Row>) {
  const styles = useTableStyles();
  const className = mergeClasses(
    styles.cell,
    column.isNumber && styles.numberCell,
    !column.isTitleHidden && styles.titledCell,
    column.isTitleHidden && isLast && styles.lastUntitled,
  );
  return (
    <div role="cell" data-title={column.isTitleHidden ? undefined : column.title} className={className}>
      <div className={styles.cellContent}>{column.cell(row)}</div>
    </div>
  );
}

type HeadCellProps<Row> = {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((columnId: string) => void) | undefined;
};

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const styles = useTableStyles();
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const className = mergeClasses(styles.cell, styles.headCell, column.isNumber && styles.numberCell);
  if (!column.isSortable || !onSort) {
    return (
      <div role="columnheader" className={className}>
        {column.head ?? (
          <span className={column.isTitleHidden ? styles.hidden : undefined}>{column.title}</span>
        )}
      </div>
    );
  }
  return (
    <div role="columnheader" aria-sort={direction ?? "none"} className={className}>
      <SortButton title={column.title} direction={direction} onSort={() => onSort(column.id)} />
    </div>
  );
}
