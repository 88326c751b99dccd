"use client";
// Tags of a table lose their meaning to some screen readers when they are laid out as a grid or as cards; roles do not.
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { mergeClasses } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { type Sort, SortButton } from "./sort-button.tsx";
import { useTableStyles } from "./table-styles.ts";

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
  /** Very many rows: the browser lays out those that are in sight. */
  isLong?: boolean;
  isSelected?: (row: Row) => boolean;
  sort?: Sort;
  onSort?: (columnId: string) => void;
};

/** A table that turns into cards on a narrow screen and stays a table to a screen reader. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const styles = useTableStyles();
  const tracks = { gridTemplateColumns: props.columns.map((column) => column.width).join(" ") };
  return (
    <div className={mergeClasses(styles.room, props.isWide && styles.wideRoom)}>
      <div role="table" aria-label={props.label} className={styles.table}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" className={mergeClasses(styles.row, styles.headRow)} style={tracks}>
            {props.columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup">
          {props.rows.map((row) => (
            <div
              key={props.rowKey(row)}
              role="row"
              className={mergeClasses(
                styles.row,
                styles.bodyRow,
                props.isLong && styles.longRow,
                props.isSelected?.(row) && styles.selectedRow,
              )}
              style={tracks}
            >
              {props.columns.map((column) => (
                <BodyCell
                  key={column.id}
                  column={column}
                  row={row}
                  isLast={column === props.columns.at(-1)}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

type BodyCellProps<Row> = { column: Column<Row>; row: Row; isLast: boolean };

function BodyCell<Row>({ column, row, isLast }: BodyCellProps<Row>) {
  const styles = useTableStyles();
  const className = mergeClasses(
    styles.cell,
    column.isNumber && styles.numberCell,
    column.isTitleHidden && isLast && styles.lastUntitled,
  );
  return (
    <div role="cell" className={className}>
      {!column.isTitleHidden && (
        <span aria-hidden="true" className={styles.cardLabel}>
          {column.title}
        </span>
      )}
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
