/** A value as the text of its JSON. `of` is never there: it tells the compiler what comes out again. */
export type Packed<Value> = { text: string; of?: Value };

/**
 * For a long list that a page hands to its view: React walks a value's every property three times on the way (writing it,
 * reading it to render the page, reading it in the browser), but a text not at all. Only what JSON keeps may be packed.
 */
export function pack<Value>(value: Value): Packed<Value> {
  return { text: JSON.stringify(value) };
}

export function unpack<Value>({ text }: Packed<Value>): Value {
  return JSON.parse(text);
}
