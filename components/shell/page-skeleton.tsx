"use client";
import { makeStyles, Skeleton, SkeletonItem, tokens } from "@fluentui/react-components";
import { Page } from "#components/ui/page.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { PageShape } from "./page-shape.ts";

const useStyles = makeStyles({
  /** Over the page that is left, which stays as it is beneath: nothing moves, and the focus stays where it was. */
  cover: { position: "absolute", inset: 0, zIndex: 6, backgroundColor: tokens.colorNeutralBackground1 },
  sight: { position: "sticky", top: "49px", maxHeight: "calc(100dvh - 49px)", overflow: "hidden" },
  title: { width: "260px", maxWidth: "80%" },
  line: { width: "480px", maxWidth: "100%" },
  row: { display: "flex", gap: tokens.spacingHorizontalL, flexWrap: "wrap" },
  tab: { width: "72px" },
  figure: { width: "150px" },
  card: { width: "272px", maxWidth: "100%" },
  field: { width: "360px", maxWidth: "100%" },
});

/** The shape of a page that is on its way, for the eye: a screen reader is told in words. */
export function PageSkeleton({ shape }: { shape: PageShape }) {
  const styles = useStyles();
  return (
    <div className={styles.cover} aria-hidden="true" data-shape={shape}>
      <Skeleton className={styles.sight}>
        <Page>
          <Stack gap="s">
            <SkeletonItem className={styles.title} size={36} />
            <SkeletonItem className={styles.line} size={16} />
          </Stack>
          {BODIES[shape](styles)}
        </Page>
      </Skeleton>
    </div>
  );
}

type Styles = ReturnType<typeof useStyles>;

const BODIES: Record<PageShape, (styles: Styles) => React.ReactNode> = {
  cards: (styles) => (
    <>
      <Bars count={2} className={styles.tab} size={24} isRow />
      <Bars count={12} className={styles.card} size={128} isRow />
    </>
  ),
  table: (styles) => (
    <>
      <Bars count={5} className={styles.tab} size={32} isRow />
      <Bars count={10} size={40} />
    </>
  ),
  connector: (styles) => (
    <>
      <Bars count={6} className={styles.tab} size={24} isRow />
      <Bars count={3} className={styles.card} size={64} isRow />
      <Bars count={6} className={styles.figure} size={64} isRow />
      <Bars count={6} size={40} />
    </>
  ),
  run: (styles) => (
    <>
      <Bars count={7} className={styles.figure} size={32} isRow />
      <Bars count={6} className={styles.figure} size={64} isRow />
      <Bars count={6} size={40} />
    </>
  ),
  form: (styles) => <Bars count={6} className={styles.field} size={56} />,
};

type BarsProps = { count: number; size: 24 | 32 | 40 | 56 | 64 | 128; className?: string; isRow?: boolean };

function Bars({ count, size, className, isRow = false }: BarsProps) {
  const styles = useStyles();
  const bars = Array.from({ length: count }, (_each, at) => (
    <SkeletonItem key={at} size={size} {...(className !== undefined && { className })} />
  ));
  return isRow ? <div className={styles.row}>{bars}</div> : <Stack gap="s">{bars}</Stack>;
}
