"use client";
import { Add20Regular } from "@fluentui/react-icons";
import { lazy, useState } from "react";
import { Address } from "#components/ui/address.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { Later } from "#components/ui/later.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { toldOf, useTell } from "#components/ui/told.ts";
import type { MappingRow, MappingRows as Rows } from "#lib/domain/views/mapping.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import type { MappingState } from "./mapping-words.ts";
import { periodOf } from "./period-of.ts";
import { SearchBar } from "./search-bar.tsx";
import { useFound } from "./use-found.ts";
import { ShowMore } from "./show-more.tsx";

const RowPanel = lazy(() => import("./row-panel.tsx").then((module) => ({ default: module.RowPanel })));

type MappingRowsProps = {
  first: Rows;
  can: true | string;
  mapping: MappingState;
  deeds: Pick<MappingDeeds, "findRows" | "changeRow">;
};

const NONE_YET = "No custom mapping is in force. Upload a file, or add a row.";
const KEPT_OFF =
  "The custom mapping is switched off, and its last version is kept. Choose Switch on for it above; then its rows are shown here and can be changed. Or choose Withdraw there, to begin without it.";

/** The rows in force, one of which may be changed without a file. */
export function MappingRows({ first, can, mapping, deeds }: MappingRowsProps) {
  const tell = useTell();
  const list = useFound(first, deeds.findRows);
  /** The row whose panel is open; `null` for a new one. */
  const [edited, setEdited] = useState<MappingRow | null>();
  const isKeptOff = !mapping.isCustom && mapping.hasVersion;
  return (
    <Section title="Rows in force">
      <SearchBar
        landmark="Search the rows in force"
        label="Number, country code first"
        onSearch={list.search}
      >
        <ReasonedButton
          can={can === true && isKeptOff ? KEPT_OFF : can}
          icon={<Add20Regular />}
          onClick={() => setEdited(null)}
        >
          Add a row
        </ReasonedButton>
      </SearchBar>
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
          {first.rows.length > 0 ? "No number in force begins with this." : isKeptOff ? KEPT_OFF : NONE_YET}
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
              tell(toldOf(state));
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
    {
      id: "address",
      title: "Mailbox",
      width: "minmax(0, 1.6fr)",
      cell: ({ address }) => <Address>{address}</Address>,
    },
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
