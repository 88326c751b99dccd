"use client";
import { makeStyles, SearchBox, tokens } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  search: { flexGrow: 1, minWidth: "200px", maxWidth: "360px" },
  box: { width: "100%" },
});

type SearchBarProps = {
  /** What is searched. */
  landmark: string;
  label: string;
  onSearch: (text: string) => void;
  children?: ReactNode;
};

/** A search that begins with Enter, and ends when it is emptied; beside it what else can be done with the list. */
export function SearchBar({ landmark, label, onSearch, children }: SearchBarProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState("");
  return (
    <div className={styles.bar}>
      <search aria-label={landmark} className={styles.search}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSearch(typed);
          }}
        >
          <SearchBox
            className={styles.box}
            aria-label={label}
            placeholder={`${label}, then Enter`}
            maxLength={200}
            value={typed}
            onChange={(_event, { value }) => {
              setTyped(value);
              if (value === "") onSearch("");
            }}
          />
        </form>
      </search>
      {children}
    </div>
  );
}
