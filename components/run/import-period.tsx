"use client";
import { CalendarArrowRight20Regular } from "@fluentui/react-icons";
import { lazy, useState } from "react";
import { Later } from "#components/ui/later.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import type { ImportPeriodAction } from "./period-panel.tsx";

const PeriodPanel = lazy(() =>
  import("./period-panel.tsx").then((module) => ({ default: module.PeriodPanel })),
);

/** For a time that no run on the list covers, or that several do. */
export function ImportPeriod({ can, action }: { can: true | string; action: ImportPeriodAction }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <ReasonedButton can={can} icon={<CalendarArrowRight20Regular />} onClick={() => setOpen(true)}>
        Import a past period
      </ReasonedButton>
      <Later isWanted={isOpen}>
        <PeriodPanel isOpen={isOpen} onClose={() => setOpen(false)} action={action} />
      </Later>
    </div>
  );
}
