"use client";
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  Building24Regular,
  CellularData124Regular,
  ChatMultiple24Regular,
  type FluentIcon,
  Phone24Regular,
} from "@fluentui/react-icons";
import type { ConnectorKindId } from "#lib/domain/connector-kinds.ts";

const useStyles = makeStyles({
  mark: {
    display: "grid",
    placeItems: "center",
    flexShrink: 0,
    width: "44px",
    height: "44px",
    borderRadius: tokens.borderRadiusLarge,
  },
  blue: { backgroundColor: tokens.colorPaletteBlueBackground2, color: tokens.colorPaletteBlueForeground2 },
  cranberry: {
    backgroundColor: tokens.colorPaletteCranberryBackground2,
    color: tokens.colorPaletteCranberryForeground2,
  },
  royal: {
    backgroundColor: tokens.colorPaletteRoyalBlueBackground2,
    color: tokens.colorPaletteRoyalBlueForeground2,
  },
  pumpkin: {
    backgroundColor: tokens.colorPalettePumpkinBackground2,
    color: tokens.colorPalettePumpkinForeground2,
  },
  grape: { backgroundColor: tokens.colorPaletteGrapeBackground2, color: tokens.colorPaletteGrapeForeground2 },
  navy: { backgroundColor: tokens.colorPaletteNavyBackground2, color: tokens.colorPaletteNavyForeground2 },
  forest: {
    backgroundColor: tokens.colorPaletteForestBackground2,
    color: tokens.colorPaletteForestForeground2,
  },
  teal: { backgroundColor: tokens.colorPaletteTealBackground2, color: tokens.colorPaletteTealForeground2 },
});

type Mark = { icon: FluentIcon; color: keyof Omit<ReturnType<typeof useStyles>, "mark"> };

const MARKS: Record<ConnectorKindId, Mark> = {
  "att-network": { icon: CellularData124Regular, color: "blue" },
  "verizon-network": { icon: CellularData124Regular, color: "cranberry" },
  "bell-network": { icon: CellularData124Regular, color: "royal" },
  "rogers-network": { icon: CellularData124Regular, color: "pumpkin" },
  "telus-network": { icon: CellularData124Regular, color: "grape" },
  "o2-network": { icon: CellularData124Regular, color: "navy" },
  "android-archiver": { icon: Phone24Regular, color: "forest" },
  "enterprise-number": { icon: Building24Regular, color: "teal" },
  whatsapp: { icon: ChatMultiple24Regular, color: "forest" },
  signal: { icon: ChatMultiple24Regular, color: "royal" },
  telegram: { icon: ChatMultiple24Regular, color: "blue" },
  wechat: { icon: ChatMultiple24Regular, color: "teal" },
};

/** A kind's sign: no carrier's logo, which is not ours to show. */
export function KindMark({ kind }: { kind: ConnectorKindId }) {
  const styles = useStyles();
  const { icon: Icon, color } = MARKS[kind];
  return (
    <span className={mergeClasses(styles.mark, styles[color])} aria-hidden="true">
      <Icon />
    </span>
  );
}
