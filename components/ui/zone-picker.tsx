"use client";
import { Combobox, Field, makeStyles, Option } from "@fluentui/react-components";
import { useMemo, useState } from "react";
import { useViewerZone } from "./viewer-zone.tsx";

const MOST_SHOWN = 50;

/** Browsers list some zones by names that their cities no longer have. Source: IANA time zone database, file `backward`. */
const NAMES_NOW: Record<string, string> = {
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Louisville": "America/Kentucky/Louisville",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};

const useStyles = makeStyles({
  box: { minWidth: 0, width: "100%", "& input": { minWidth: 0 } },
  list: { maxHeight: "264px" },
});

type ZonePickerProps = {
  label: string;
  name: string;
  zone: string;
  onZone: (zone: string) => void;
  refusal: string | undefined;
};

/** An IANA zone, found by typing a part of its name. */
export function ZonePicker({ label, name, zone, onZone, refusal }: ZonePickerProps) {
  const styles = useStyles();
  const viewer = useViewerZone();
  const [text, setText] = useState(zone);
  const zones = useMemo(
    () => [
      ...new Set([
        viewer.zone,
        "UTC",
        ...Intl.supportedValuesOf("timeZone").map((each) => NAMES_NOW[each] ?? each),
      ]),
    ],
    [viewer.zone],
  );
  const words = text === zone ? [] : text.toLowerCase().replaceAll(" ", "_").split("/");
  const matches = zones.filter((each) => words.every((word) => each.toLowerCase().includes(word)));
  return (
    <>
      <input type="hidden" name={name} value={zone} />
      <Field label={label} required {...(refusal !== undefined && { validationMessage: refusal })}>
        <Combobox
          className={styles.box}
          freeform
          inlinePopup
          listbox={{ className: styles.list }}
          autoComplete="off"
          value={text}
          selectedOptions={[zone]}
          onChange={(event) => setText(event.target.value)}
          onOptionSelect={(_event, { optionValue }) => {
            if (optionValue === undefined) return;
            setText(optionValue);
            onZone(optionValue);
          }}
          onBlur={() => setText(zone)}
        >
          {matches.slice(0, MOST_SHOWN).map((each) => (
            <Option key={each} value={each}>
              {each}
            </Option>
          ))}
        </Combobox>
      </Field>
    </>
  );
}
