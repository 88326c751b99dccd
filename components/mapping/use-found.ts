import { useState, useTransition } from "react";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import type { Page } from "#lib/domain/views/page.ts";

/** What was read, or why it was not. */
export type Read<Answer> = { page: Answer } | { page: undefined; state: FormState };

/** A page of what fits. It is asked for in the body of a request: what is searched for never stands in an address. */
export type Find<Row> = (query: { search: string; cursor?: string }) => Promise<Read<Page<Row>>>;

/** What was found so far: the page's own rows until somebody searches. */
export function useFound<Row>(first: Page<Row>, find: Find<Row>) {
  const [found, setFound] = useState({ search: "", of: first, page: first });
  const [problem, setProblem] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  // The page was read anew: what was shown of it before is out of date.
  const { page, search } = found.of === first ? found : { page: first, search: "" };
  const read = (query: Parameters<Find<Row>>[0], before: readonly Row[]) =>
    start(async () => {
      const answer = await find(query);
      setProblem(answer.page ? IDLE : answer.state);
      if (!answer.page) return;
      const { rows, next } = answer.page;
      setFound({ search: query.search, of: first, page: { rows: [...before, ...rows], next } });
    });
  return {
    rows: page.rows,
    next: page.next,
    problem,
    isPending,
    search: (text: string) => read({ search: text }, []),
    showMore: () => page.next !== null && read({ search, cursor: page.next }, page.rows),
  };
}
