"use client";
import { Button } from "@fluentui/react-components";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { MappingVersionView } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";

type VersionActionsProps = {
  row: MappingVersionView;
  connectorId: string;
  /** Undefined where the custom mapping is off. */
  inForce: number | undefined;
  can: true | string;
  deeds: Pick<MappingDeeds, "putInForce" | "discardFile" | "rollBack">;
  onCompare: (pair: { from: number; to: number }) => void;
};

/** What can be done with a version: download it, compare it, use or discard it, go back to it. */
export function VersionActions(props: VersionActionsProps) {
  const { row, connectorId, inForce, can, deeds, onCompare } = props;
  const { version, state } = row;
  const other = otherOf(row, inForce);
  return (
    <Stack isRow gap="s">
      <TextLink isExternal href={paths.api.mappingExport(connectorId, version)}>
        Download<span className="visually-hidden"> version {version}</span>
      </TextLink>
      {other !== undefined && (
        <Button
          aria-label={`Compare version ${version}`}
          onClick={() => onCompare({ from: Math.min(version, other), to: Math.max(version, other) })}
        >
          Compare
        </Button>
      )}
      {state === "uploaded" && (
        <UploadedActions version={version} inForce={inForce} can={can} deeds={deeds} />
      )}
      {state === "past" && (
        <ConfirmedButton
          label="Roll back"
          name={`Roll back to version ${version}`}
          can={can}
          question={`Roll back to version ${version}?`}
          confirmLabel="Roll back"
          cancelLabel="Not now"
          refusedTitle="Nothing was rolled back"
          action={() => deeds.rollBack({ version, inForce: inForce ?? null })}
        >
          A new version with the rows of version {version} comes into force, from the next import on.
          {inForce !== undefined &&
            " The version that is in force now stays on the list, so this can be taken back as well."}{" "}
          What has been imported stays where it is.
        </ConfirmedButton>
      )}
    </Stack>
  );
}

/** A file that was looked at and left: it can still be used, or thrown away. */
function UploadedActions({
  version,
  inForce,
  can,
  deeds,
}: Pick<VersionActionsProps, "inForce" | "can" | "deeds"> & { version: number }) {
  return (
    <>
      <ConfirmedButton
        label="Put in force"
        name={`Put in force: version ${version}`}
        can={can}
        question={`Put version ${version} in force?`}
        confirmLabel="Put in force"
        cancelLabel="Not now"
        refusedTitle="The file was not put in force"
        action={() => deeds.putInForce({ version, inForce: inForce ?? null })}
      >
        Its rows decide from the next import on
        {inForce !== undefined &&
          ", in place of the version that is in force now. That one stays on the list, so this can be taken back"}
        . What has been imported stays where it is.
      </ConfirmedButton>
      <ConfirmedButton
        label="Discard"
        name={`Discard version ${version}`}
        can={can}
        question={`Discard version ${version}?`}
        confirmLabel="Discard"
        cancelLabel="Keep it"
        refusedTitle="The file was not discarded"
        isTold
        action={() => deeds.discardFile(version)}
      >
        The uploaded file and its rows are deleted. It was never in force, so no import changes. To use it
        after all, upload it again.
      </ConfirmedButton>
    </>
  );
}

/** A version is compared with the one in force, and that one with what was before it. */
function otherOf({ version, before }: MappingVersionView, inForce: number | undefined): number | undefined {
  return inForce === undefined || inForce === version ? (before ?? undefined) : inForce;
}
