declare const packs: unique symbol;

/** A value as the text of its JSON. */
export type Packed<Value> = string & { readonly [packs]: Value };

/**
 * For a long list that a page hands to its view: React walks a value's every property three times on the way (writing it,
 * reading it to render the page, reading it in the browser), but a text not at all. Only what JSON keeps may be packed.
 */
export const pack = <Value>(value: Value): Packed<Value> => JSON.stringify(value) as Packed<Value>;

export const unpack = <Value>(packed: Packed<Value>): Value => JSON.parse(packed) as Value;
