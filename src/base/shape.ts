import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Default } from 'typebox/value';

/** A fault at one place of a value. The text never quotes the value. */
export interface ShapeFault {
  /** Names and indexes from the outside in; empty: the whole value. */
  readonly path: readonly string[];
  /** `must be a string, not a number`. */
  readonly problem: string;
}

export type Shaped<Value> =
  { readonly value: Value; readonly faults: null } | { readonly value: null; readonly faults: readonly ShapeFault[] };

/** Reads a value that came from outside. It fills in defaults, and leaves members that the schema does not name. */
export type Shape<Value> = (value: unknown) => Shaped<Value>;

/**
 * The one validator at the borders: files, bodies, queries, documents of others. Defaults are written into the value that
 * was given, so give it what you have just read.
 */
export function makeShape<const Schema extends TSchema>(schema: Schema): Shape<Static<Schema>> {
  // Compiled when it is first needed: a command reads few of them.
  let compiled: ReturnType<typeof Compile<Schema>> | undefined;
  return (given) => {
    compiled ??= Compile(schema);
    const value = Default(schema, given);
    if (compiled.Check(value)) return { value, faults: null };
    return { value: null, faults: describe(compiled.Errors(value), value) };
  };
}

/** An object with any names. The pattern that typebox writes by itself does not match a name with a line break in it. */
export const anyNames = <T extends TSchema>(member: T) => Type.Record(Type.String({ pattern: '^[^]*$' }), member);

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** `scopes.0: must be a string, not a number`. */
export function faultText({ path, problem }: ShapeFault): string {
  return path.length === 0 ? problem : `${path.join('.')}: ${problem}`;
}

/** One fault a place. What is said of a place as a whole is left out where something inside of it is wrong. */
function describe(errors: readonly TLocalizedValidationError[], value: unknown): readonly ShapeFault[] {
  const places = new Map<string, TLocalizedValidationError[]>();
  for (const error of errors) {
    for (const place of placesOf(error)) places.set(place, [...(places.get(place) ?? []), error]);
  }
  return [...places]
    .filter(([place]) => ![...places.keys()].some((other) => other.startsWith(`${place}/`)))
    .map(([place, found]) => ({ path: namesOf(place), problem: problemOf(found, valueAt(value, namesOf(place))) }));
}

/** A member that is missing, or is one too many, is a place of its own. */
function placesOf({ keyword, params, instancePath }: TLocalizedValidationError): readonly string[] {
  const members = { ...params } as { requiredProperties?: readonly string[]; additionalProperties?: readonly string[] };
  const named = keyword === 'required' ? members.requiredProperties : members.additionalProperties;
  return named?.map((name) => `${instancePath}/${escape(name)}`) ?? [instancePath];
}

function problemOf(errors: readonly TLocalizedValidationError[], value: unknown): string {
  const keywords = new Set(errors.map(({ keyword }) => keyword));
  if (keywords.has('required')) return 'is missing';
  if (keywords.has('additionalProperties')) return 'is not known here';
  const expected = [...new Set(errors.flatMap(expectationOf))].join(' or ');
  if (expected !== '') return `must be ${expected}${keywords.has('type') ? `, not ${kindOf(value)}` : ''}`;
  return errors.find(({ keyword }) => keyword !== 'anyOf')?.message ?? 'is not valid';
}

/** The alternatives of a union arrive as one error each. */
function expectationOf({ keyword, params }: TLocalizedValidationError): readonly string[] {
  const { type, allowedValue, allowedValues } = { ...params } as {
    type?: string | readonly string[];
    allowedValue?: unknown;
    allowedValues?: readonly unknown[];
  };
  if (keyword === 'type') return [type ?? []].flat().map((name) => KINDS[name] ?? name);
  if (keyword === 'const') return [JSON.stringify(allowedValue)];
  return keyword === 'enum' ? (allowedValues ?? []).map((each) => JSON.stringify(each)) : [];
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a fraction';
  return KINDS[typeof value] ?? 'nothing';
}

function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

/** A JSON pointer (RFC 6901). */
function namesOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
