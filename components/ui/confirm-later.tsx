"use client";
import { type ComponentProps, lazy } from "react";
import type { ConfirmDialog } from "./confirm-dialog.tsx";
import { Later } from "./later.tsx";

const Dialog = lazy(() =>
  import("./confirm-dialog.tsx").then((module) => ({ default: module.ConfirmDialog })),
);

/** A confirmation whose code comes when it is asked for. */
export function ConfirmLater(props: ComponentProps<typeof ConfirmDialog>) {
  return (
    <Later isWanted={props.isOpen}>
      <Dialog {...props} />
    </Later>
  );
}
