"use client";
import { Add20Regular } from "@fluentui/react-icons";
import { lazy, useState } from "react";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Later } from "#components/ui/later.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import type { MappingRow, MappingRows as Rows } from "#lib/domain/views.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { periodOf } from "./period-of.ts";
import { SearchBar } from "./search-bar.tsx";
import { useFound } from "./use-found.ts";
import { ShowMore } from "./show-more.tsx";

const RowPanel = lazy(() => import("./row-panel.tsx").then((module) => ({ default: module.RowPanel })));

type MappingRowsProps = {
  first: Rows;
  can: true | string;
  deeds: Pick<MappingDeeds, "findRows" | "changeRow">;
};

/** The rows in force, one of which may be changed without a file. */
export function MappingRows({ first, can, deeds }: MappingRowsProps) {
  const list = useFound(first, deeds.findRows);
  /** The row whose panel is open; `null` for a new one. */
  const [edited, setEdited] = useState<MappingRow | null>();
  const [answer, setAnswer] = useState<FormState>(IDLE);
  return (
    <Section title="Rows in force">
      <SearchBar
        landmark="Search the rows in force"
        label="Number, country code first"
        onSearch={list.search}
      >
        <ReasonedButton can={can} icon={<Add20Regular />} onClick={() => setEdited(null)}>
          Add a row
        </ReasonedButton>
      </SearchBar>
      <FormAnswer state={answer} refusedTitle="Nothing was saved" />
      <FormAnswer state={list.problem} refusedTitle="The rows were not read" />
      {list.rows.length > 0 ? (
        <DataTable
          label="Rows in force"
          columns={columns(can, setEdited)}
          rows={list.rows}
          rowKey={({ phone, line }) => `${phone} ${line}`}
        />
      ) : (
        <Prose isQuiet>
          {first.rows.length === 0
            ? "No custom mapping is in force. Upload a file, or add a row."
            : "No number in force begins so."}
        </Prose>
      )}
      <ShowMore isThere={list.next !== null} isPending={list.isPending} onClick={list.showMore} />
      <Later isWanted={edited !== undefined}>
        {edited !== undefined && (
          <RowPanel
            row={edited}
            version={first.version}
            onClose={() => setEdited(undefined)}
            change={deeds.changeRow}
            onChanged={(state) => {
              setEdited(undefined);
              setAnswer(state);
            }}
          />
        )}
      </Later>
    </Section>
  );
}

function columns(can: true | string, onEdit: (row: MappingRow) => void): Column<MappingRow>[] {
  return [
    { id: "phone", title: "Mobile number", width: "minmax(0, 1fr)", cell: ({ phone }) => phone },
    { id: "address", title: "Mailbox", width: "minmax(0, 1.6fr)", cell: ({ address }) => address },
    { id: "period", title: "Holds (UTC days)", width: "minmax(0, 1.3fr)", cell: (row) => periodOf(row) },
    {
      id: "edit",
      title: "Actions",
      width: "104px",
      cell: (row) => (
        <ReasonedButton can={can} name={`Edit ${row.phone}`} onClick={() => onEdit(row)}>
          Edit
        </ReasonedButton>
      ),
    },
  ];
}
