/**
 * What a browser's tab and history, and a screen reader, call a page. It comes and goes with the page's content: metadata
 * of Next.js follows an instant later, and the page would stand there without a title meanwhile.
 */
export function Title({ children }: { children: string }) {
  return <title>{`${children} | Mobile Archive Connectors`}</title>;
}
