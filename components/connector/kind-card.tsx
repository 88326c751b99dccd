"use client";
import { Badge, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { PortalLink } from "#components/ui/portal-link.tsx";
import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { categoryOf, KIND_CATEGORIES, summaryOf } from "./kind-content.ts";
import { KindMark } from "./kind-mark.tsx";

const useStyles = makeStyles({
  card: {
    position: "relative",
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    boxSizing: "border-box",
    height: "100%",
    padding: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    ":hover": { boxShadow: tokens.shadow8, border: `1px solid ${tokens.colorNeutralStroke1Hover}` },
    ":focus-within": { border: `1px solid ${tokens.colorNeutralStroke1Hover}` },
  },
  head: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  link: {
    color: tokens.colorNeutralForeground1,
    textDecorationLine: "none",
    // The whole card is the link's.
    "::after": { content: '""', position: "absolute", inset: 0, borderRadius: tokens.borderRadiusXLarge },
    ":focus-visible": { outlineStyle: "none" },
    ":focus-visible::after": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  vendor: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  text: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0, flexGrow: 1 },
  tags: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

export function KindCard({ kind }: { kind: ConnectorKind }) {
  const styles = useStyles();
  return (
    <article className={styles.card}>
      <div className={styles.head}>
        <KindMark kind={kind.id} />
        <div>
          <h2 className={styles.title}>
            <PortalLink className={styles.link} href={paths.product(kind.id)}>
              {kind.name}
            </PortalLink>
          </h2>
          <span className={styles.vendor}>by TeleMessage</span>
        </div>
      </div>
      <p className={styles.text}>{summaryOf(kind)}</p>
      <div className={styles.tags}>
        <Badge appearance="tint" color="informative">
          {KIND_CATEGORIES.find(({ id }) => id === categoryOf(kind))?.name}
        </Badge>
        {kind.content.slice(0, 2).map((content) => (
          <Badge key={content} appearance="outline" color="informative">
            {content}
          </Badge>
        ))}
      </div>
    </article>
  );
}
