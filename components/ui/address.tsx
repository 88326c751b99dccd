/** An e-mail address, whose line ends after the @ where it is too long for one. */
export function Address({ children }: { children: string }) {
  const at = children.lastIndexOf("@") + 1;
  if (at === 0) return children;
  return (
    <>
      {children.slice(0, at)}
      <wbr />
      {children.slice(at)}
    </>
  );
}
