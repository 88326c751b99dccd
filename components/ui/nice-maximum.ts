/** The end of a scale that begins at zero: an even 1, 2 or 5 at its head, so that its half is a whole number, too. */
export function niceMaximum(largest: number): number {
  if (largest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(largest));
  const head = [1, 2, 4, 5, 6, 8, 10].find((each) => each * power >= largest) ?? 10;
  const top = head * power;
  return top % 2 === 0 ? top : top + power;
}
