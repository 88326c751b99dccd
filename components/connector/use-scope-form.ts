"use client";
import { useState } from "react";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { useSaving } from "#components/ui/use-saving.ts";
import { retypedOver, type ScopeKind } from "#lib/domain/scope.ts";
import type { ConnectorScope } from "#lib/domain/views/connector.ts";

export type ScopeControls = {
  /** Takes what was chosen, and the addresses as typed, over the scope of that version. */
  change: (typed: { kind: ScopeKind; addresses: string; version: string }) => Promise<FormState>;
  /** Takes the version that was saved, and the one before. */
  takeBack: (undo: { saved: string; before: string }) => Promise<FormState>;
};

type ScopeFormOptions = ScopeControls & { scope: ConnectorScope; onClose: () => void };

/**
 * What is chosen and typed over the scope as it was when the form was made. Where another admin has changed it since, a
 * save is refused, and `bringIn` lays what was typed over the scope as it is now.
 */
export function useScopeForm({ scope, change, takeBack, onClose }: ScopeFormOptions) {
  const [from, setFrom] = useState(scope);
  const [kind, setKind] = useState(scope.kind);
  const [addresses, setAddresses] = useState(scope.addresses.join("\n"));
  const [broughtInAt, setBroughtInAt] = useState<FormState>();
  const { state, isPending, save } = useSaving(onClose);
  const isBroughtIn = state === broughtInAt;
  return {
    kind,
    setKind,
    addresses,
    setAddresses,
    isPending,
    isBroughtIn,
    state: isBroughtIn ? IDLE : state,
    isOutdated: scope.version !== from.version,
    submit: () =>
      save(
        () => change({ kind, addresses, version: from.version }),
        ({ saved }) =>
          saved === undefined || saved === from.version
            ? undefined
            : () => takeBack({ saved, before: from.version }),
      ),
    bringIn: () => {
      if (kind === from.kind) setKind(scope.kind);
      setAddresses(retypedOver(addresses, { from: from.addresses, now: scope.addresses }));
      setFrom(scope);
      setBroughtInAt(state);
    },
  };
}
