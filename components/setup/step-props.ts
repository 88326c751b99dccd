import type { FormAction } from "#components/ui/form-state.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";

/** What every step of the wizard is handed: the draft, its own action, and how to give it up. */
export type StepProps = { settings: ConnectorSettings; action: FormAction; discard: () => Promise<void> };
