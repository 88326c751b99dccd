"use client";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { fetchJson } from "#components/ui/problem.ts";
import type { Page } from "#lib/domain/views/page.ts";

type Pages<Row> = InfiniteData<Page<Row>, string | undefined>;

/**
 * A list as far as it was scrolled to: its pages are at `addressOf` the place where the one before ended. The first comes
 * with the page around it, and follows it; once more are there the list stands still under the reader, and `isBehind` says
 * that it begins otherwise by now.
 */
export function useEndless<Row>(addressOf: (after: string | undefined) => string, first: Page<Row>) {
  const queries = useQueryClient();
  const address = addressOf(undefined);
  const queryKey = useMemo(() => ["endless", address], [address]);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchJson<Page<Row>>(addressOf(pageParam), signal),
    initialPageParam: undefined as string | undefined,
    initialData: onePage(first),
    getNextPageParam: (last) => last.next ?? undefined,
    // What is loaded is not asked for again page by page; `startAnew` is.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const startAnew = useCallback(
    () => queries.setQueryData<Pages<Row>>(queryKey, onePage(first)),
    [queries, queryKey, first],
  );
  useEffect(() => {
    const known = queries.getQueryData<Pages<Row>>(queryKey);
    if (known?.pages.length === 1) startAnew();
  }, [queries, queryKey, startAnew]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  const rows = useMemo(() => data.pages.flatMap((page) => page.rows), [data]);
  const isBehind = data.pages.length > 1 && JSON.stringify(data.pages[0]) !== JSON.stringify(first);
  return {
    rows,
    hasMore: hasNextPage,
    isLoading: isFetchingNextPage,
    error,
    isBehind,
    loadMore,
    tryAgain: fetchNextPage,
    startAnew,
  };
}

function onePage<Row>(page: Page<Row>): Pages<Row> {
  return { pages: [page], pageParams: [undefined] };
}
