"use client";
import { lazy } from "react";
import { Facts } from "#components/ui/facts.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Later } from "#components/ui/later.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { useOpening } from "#components/ui/use-opening.ts";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorScope } from "#lib/domain/views/connector.ts";
import type { ScopeControls } from "./use-scope-form.ts";
import { SCOPE_NAMES } from "./scope-words.ts";

const ScopePanel = lazy(() => import("./scope-panel.tsx").then((module) => ({ default: module.ScopePanel })));

type ScopeSectionProps = ScopeControls & { scope: ConnectorScope; can: true | string };

/** Who is archived, and the button to change it. */
export function ScopeSection({ scope, can, ...controls }: ScopeSectionProps) {
  const { locale } = useViewerZone();
  const panel = useOpening();
  const listed = { name: "Listed mailboxes", value: formatCount(scope.addresses.length, locale) };
  return (
    <Section
      title="Scope"
      isCard
      actions={
        <ReasonedButton can={can} onClick={panel.open}>
          Change scope
        </ReasonedButton>
      }
    >
      <Facts
        layout="rows"
        facts={[
          { name: "Who is archived", value: SCOPE_NAMES[scope.kind] },
          ...(scope.kind === "everybody" ? [] : [listed]),
        ]}
      />
      <Later isWanted={panel.isOpen}>
        <ScopePanel
          key={panel.number}
          isOpen={panel.isOpen}
          onClose={panel.close}
          scope={scope}
          {...controls}
        />
      </Later>
    </Section>
  );
}
