"use client";
import {
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTableStyles } from "./table-styles.ts";

export type Sort = { column: string; direction: "ascending" | "descending" };

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
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Many columns: rows become cards sooner. */
  isWide?: boolean;
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
      <Table
        noNativeElements
        sortable={props.onSort !== undefined}
        aria-label={props.label}
        className={styles.table}
      >
        <TableHeader className={styles.head}>
          <TableRow className={mergeClasses(styles.row, styles.headRow)} style={tracks}>
            {props.columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {props.rows.map((row) => (
            <TableRow
              key={props.rowKey(row)}
              className={mergeClasses(
                styles.row,
                styles.bodyRow,
                props.isSelected?.(row) && styles.selectedRow,
              )}
              style={tracks}
            >
              {props.columns.map((column) => (
                <TableCell
                  key={column.id}
                  className={mergeClasses(
                    styles.cell,
                    column.isNumber && styles.numberCell,
                    column.isTitleHidden && column === props.columns.at(-1) && styles.lastUntitled,
                  )}
                >
                  {!column.isTitleHidden && (
                    <span aria-hidden="true" className={styles.cardLabel}>
                      {column.title}
                    </span>
                  )}
                  <div className={styles.cellContent}>{column.cell(row)}</div>
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
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
  const isSortable = column.isSortable === true && onSort !== undefined;
  return (
    <TableHeaderCell
      sortable={isSortable}
      className={mergeClasses(styles.cell, styles.headCell, column.isNumber && styles.numberHead)}
      {...(sort?.column === column.id && { sortDirection: sort.direction })}
      {...(isSortable && { onClick: () => onSort(column.id) })}
    >
      <span className={column.isTitleHidden ? styles.hidden : undefined}>{column.title}</span>
    </TableHeaderCell>
  );
}
