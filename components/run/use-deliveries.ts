"use client";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { fetchJson } from "#components/ui/problem.ts";
import type { DeliveryRow, Page } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { type DeliveryFilters, deliverySearch } from "./delivery-query.ts";

type Pages = InfiniteData<Page<DeliveryRow>, string | undefined>;

/**
 * A run's deliveries as far as they were scrolled to. The first page comes with the page around it, and follows it; once
 * more are there the list stands still under the reader, and `isBehind` says that it begins otherwise by now.
 */
export function useDeliveries(runId: string, filters: DeliveryFilters, first: Page<DeliveryRow>) {
  const queries = useQueryClient();
  const search = deliverySearch(filters);
  const queryKey = useMemo(() => ["deliveries", runId, search], [runId, search]);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      fetchJson<Page<DeliveryRow>>(paths.api.deliveries(runId, search, pageParam), signal),
    initialPageParam: undefined as string | undefined,
    initialData: onePage(first),
    getNextPageParam: (last) => last.next ?? undefined,
    // What is loaded is not asked for again page by page; `startAnew` is.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const startAnew = useCallback(
    () => queries.setQueryData<Pages>(queryKey, onePage(first)),
    [queries, queryKey, first],
  );
  useEffect(() => {
    const known = queries.getQueryData<Pages>(queryKey);
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

function onePage(page: Page<DeliveryRow>): Pages {
  return { pages: [page], pageParams: [undefined] };
}
