/**
 * Reads the text of a variable.
 *
 * @throws Error that says what it must be: `must be a whole number from 1 to 10`
 */
export type Reader<Value> = (text: string) => Value;

/** One variable of the environment; `Value` is what the rest of the program gets to see. */
export interface Variable<Value> {
  readonly name: string;
  /** What is used when the variable is unset or empty; null for nothing. */
  readonly fallback: string | null;
  readonly meaning: string;
  /** Never shown. */
  readonly secret: boolean;
  readonly read: Reader<Value>;
}

/** A variable that always has a value. */
export function variable<Value>(name: string, fallback: string, read: Reader<Value>, meaning: string): Variable<Value> {
  return { name, fallback, read, meaning, secret: false };
}

/** A variable that may be left away; its value is null then. */
export function optional<Value>(name: string, read: Reader<Value>, meaning: string): Variable<Value | null> {
  return { name, fallback: null, read, meaning, secret: false };
}

/** The same variable, never shown. */
export function secret<Value>(given: Variable<Value>): Variable<Value> {
  return { ...given, secret: true };
}
