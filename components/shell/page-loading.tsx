"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { usePathname } from "next/navigation";
import { type ComponentType, lazy } from "react";
import { Later } from "#components/ui/later.tsx";
import { type PageShape, shapeOf } from "./page-shape.ts";

// What only passes the time is no reason for a fault.
const PageSkeleton = lazy<ComponentType<{ shape: PageShape }>>(() =>
  import("./page-skeleton.tsx").then(
    (module) => ({ default: module.PageSkeleton }),
    () => ({ default: () => null }),
  ),
);

const useStyles = makeStyles({
  bar: {
    position: "sticky",
    top: "49px",
    zIndex: 7,
    height: "3px",
    marginBottom: "-3px",
    overflow: "hidden",
    flexShrink: 0,
    "::after": {
      content: '""',
      display: "block",
      height: "100%",
      width: "40%",
      backgroundColor: tokens.colorCompoundBrandBackground,
      animationName: { from: { transform: "translateX(-100%)" }, to: { transform: "translateX(250%)" } },
      animationDuration: "1.6s",
      animationIterationCount: "infinite",
      animationTimingFunction: "ease-in-out",
      "@media (prefers-reduced-motion: reduce)": { animationName: "none", width: "100%" },
    },
  },
});

/** A page on its way that takes long: a bar at the top and, where another page comes, its shape in place of this one. */
export function PageLoading({ to }: { to: string | undefined }) {
  const styles = useStyles();
  const pathname = usePathname();
  const target = to?.split(/[?#]/)[0];
  const isOther = target !== undefined && target !== pathname;
  return (
    <>
      <output className="visually-hidden">{target === undefined ? "" : "Loading…"}</output>
      {target !== undefined && <div className={styles.bar} />}
      <Later isWanted={isOther}>{isOther && <PageSkeleton shape={shapeOf(target)} />}</Later>
    </>
  );
}
