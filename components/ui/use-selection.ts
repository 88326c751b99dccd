"use client";
import { useState } from "react";

/** Which lines are chosen. Those that a filter hides stay chosen, and count again once they are shown. */
export function useSelection(shownIds: readonly string[]) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const choose = (ids: readonly string[], isSelected: boolean) => {
    const next = new Set(selected);
    for (const id of ids) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    setSelected(next);
  };
  const count = shownIds.filter((id) => selected.has(id)).length;
  return {
    isSelected: (id: string) => selected.has(id),
    choose,
    /** Of the shown ones: all of them, none, or some. */
    all: count > 0 && count === shownIds.length ? true : count === 0 ? false : ("mixed" as const),
    chooseAll: (isSelected: boolean) => choose(shownIds, isSelected),
  };
}
