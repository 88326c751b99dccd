"use client";
import {
  Button,
  Toast,
  ToastBody,
  Toaster,
  ToastFooter,
  ToastTitle,
  ToastTrigger,
  useToastController,
} from "@fluentui/react-components";
import { Dismiss16Regular } from "@fluentui/react-icons";
import { useEffect, useRef, useState } from "react";
import { type NumberedTold, type Told, toldOfUndo, useTell } from "./told.ts";

const TOASTER = "told";

/** Long enough to be read, found and taken back; it waits while the pointer or the focus is on it. */
const SHOWN_MS = 20_000;
/** The oldest makes room: what was just done is never told later, when others have gone. */
const AT_ONCE = 3;

/** Messages that appear in the corner and go by themselves. Ctrl+M moves the focus to the latest. */
export function ToastStack({ told }: { told: readonly NumberedTold[] }) {
  const { dispatchToast, dismissToast } = useToastController(TOASTER);
  const shown = useRef(0);
  const [region, setRegion] = useState<HTMLElement | null>(null);
  useEffect(() => {
    for (const each of told.filter(({ number }) => number > shown.current)) {
      shown.current = each.number;
      const politeness = each.intent === "error" ? "assertive" : "polite";
      dispatchToast(<ToldToast told={each} />, {
        toastId: idOf(each.number),
        intent: each.intent,
        politeness,
      });
      dismissToast(idOf(each.number - AT_ONCE));
    }
  }, [told, dispatchToast, dismissToast]);
  // Without a name it is no landmark: there is none as long as nothing was told.
  return (
    <section ref={setRegion} aria-label={told.length > 0 ? "Messages" : undefined}>
      <Toaster
        toasterId={TOASTER}
        mountNode={region}
        position="bottom-end"
        timeout={SHOWN_MS}
        pauseOnHover
        pauseOnWindowBlur
        shortcuts={{ focus: (event) => event.ctrlKey && event.key === "m" }}
      />
    </section>
  );
}

const idOf = (number: number) => `told-${number}`;

function ToldToast({ told }: { told: Told }) {
  const tell = useTell();
  const { undo } = told;
  const takeBack = async () => {
    if (!undo) return;
    const then = toldOfUndo(await undo());
    if (then) tell(then);
  };
  return (
    <Toast>
      <ToastTitle
        action={
          <ToastTrigger>
            <Button appearance="transparent" size="small" aria-label="Dismiss" icon={<Dismiss16Regular />} />
          </ToastTrigger>
        }
      >
        {told.title}
      </ToastTitle>
      {told.text !== undefined && <ToastBody>{told.text}</ToastBody>}
      {undo && (
        <ToastFooter>
          <ToastTrigger>
            <Button size="small" onClick={() => void takeBack()}>
              Undo
            </Button>
          </ToastTrigger>
        </ToastFooter>
      )}
    </Toast>
  );
}
