import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { ConsentStep } from "#components/setup/consent-step.tsx";
import { LoginStep } from "#components/setup/login-step.tsx";
import { MappingStep } from "#components/setup/mapping-step.tsx";
import { ReviewStep } from "#components/setup/review-step.tsx";
import type { StepProps } from "#components/setup/step-props.ts";
import { TermsStep } from "#components/setup/terms-step.tsx";
import { WizardFrame } from "#components/setup/wizard-frame.tsx";
import { findSetupStep, type SetupStep } from "#lib/domain/setup.ts";
import { serviceContext } from "#lib/server.ts";
import { countryName, countryOptions } from "#app/(portal)/data-connectors/country-options.ts";
import {
  acceptTermsAction,
  consentAction,
  finishAction,
  loginAction,
  mappingAction,
} from "../step-actions.ts";
import { discardAndLeave, handOffAction, nextRunsAction } from "../side-actions.ts";
import { readDraft } from "../read-draft.ts";

type StepPageProps = { params: Promise<{ kind: string; connectorId: string; step: string }> };

export default async function StepPage({ params }: StepPageProps) {
  const { kind, connectorId, step: name } = await params;
  const step = findSetupStep(name) ?? notFound();
  const settings = await readDraft(await serviceContext(), { kind, connectorId, step });
  const discard = discardAndLeave.bind(null, connectorId);
  return (
    <WizardFrame settings={settings} step={step}>
      {STEPS[step]({ settings, discard })}
    </WizardFrame>
  );
}

type Given = Omit<StepProps, "action">;

const STEPS: Record<SetupStep, (given: Given) => ReactElement> = {
  terms: (given) => (
    <TermsStep {...given} action={acceptTermsAction.bind(null, given.settings.connectorId)} />
  ),
  login: (given) => (
    <LoginStep
      {...given}
      action={loginAction.bind(null, given.settings.connectorId)}
      countries={countryOptions()}
    />
  ),
  "user-mapping": (given) => (
    <MappingStep {...given} action={mappingAction.bind(null, given.settings.connectorId)} />
  ),
  "admin-consent": (given) => (
    <ConsentStep
      {...given}
      action={consentAction.bind(null, given.settings.connectorId)}
      makeLink={handOffAction.bind(null, given.settings.connectorId)}
    />
  ),
  review: (given) => (
    <ReviewStep
      {...given}
      action={finishAction.bind(null, given.settings.connectorId)}
      countryName={countryName(given.settings.defaultCountry)}
      nextRuns={nextRunsAction}
    />
  ),
};
