import type { z } from 'zod';

/** One variable of the environment; `Value` is what the rest of the program gets to see. */
export interface Variable<Value> {
  readonly name: string;
  /** What is used when the variable is unset or empty; null for nothing. */
  readonly fallback: string | null;
  readonly meaning: string;
  /** Never shown. */
  readonly secret: boolean;
  readonly schema: z.ZodType<Value>;
}

/** A variable that always has a value. */
export function variable<Value>(
  name: string,
  fallback: string,
  schema: z.ZodType<Value>,
  meaning: string,
): Variable<Value> {
  return { name, fallback, schema, meaning, secret: false };
}

/** A variable that may be left away; its value is null then. */
export function optional<Value>(name: string, schema: z.ZodType<Value>, meaning: string): Variable<Value | null> {
  return { name, fallback: null, schema, meaning, secret: false };
}

/** The same variable, never shown. */
export function secret<Value>(given: Variable<Value>): Variable<Value> {
  return { ...given, secret: true };
}
