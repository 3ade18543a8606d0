import fc from 'fast-check';
import type { JsonSchema } from './documented.js';

/** Text as clients send it by mistake or on purpose; never a lone surrogate, which JSON cannot carry as UTF-8. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    "'",
    '%',
    '..',
    '1e309',
    'null',
    '__proto__',
    'a'.repeat(300),
    '2026-13-45T99:99:99Z',
  ),
);
const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), hostileText) as fc.Arbitrary<unknown>;

/** What a schema allows, or nearly: at its edges, and now and then something else. */
export function fromSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

/** Query parameters of an operation as text, some of them twice. */
export function queryFrom(parameters: Readonly<Record<string, JsonSchema>>): fc.Arbitrary<string> {
  const pairs = Object.entries(parameters).map(([name, schema]) =>
    fc
      .option(fc.oneof({ weight: 3, arbitrary: fitting(schema) }, hostileText), { freq: 2 })
      .map((value) => ({ name, value })),
  );
  return fc.tuple(...pairs).map((chosen) =>
    chosen
      .filter(({ value }) => value !== null)
      .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
      .join('&'),
  );
}

/** A segment of a path. */
export const pathText = fc.oneof(hostileText, fc.constantFrom('1', '999999999999999', '0', '-1', 'nothing'));

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  const {
    anyOf,
    enum: values,
    type,
  } = schema as {
    anyOf?: readonly JsonSchema[];
    enum?: readonly unknown[];
    type?: string;
  };
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(fitting));
  if (values !== undefined) return fc.constantFrom(...values);
  if (type === 'object') return objectFrom(schema);
  if (type === 'array') {
    const { items = {}, minItems = 0 } = schema as { items?: JsonSchema; minItems?: number };
    return fc.uniqueArray(fitting(items), {
      minLength: minItems,
      maxLength: minItems + 3,
      selector: (each) => JSON.stringify(each),
    });
  }
  if (type === 'integer') {
    const { minimum = -5, maximum = 1_000 } = schema as { minimum?: number; maximum?: number };
    return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  return type === 'string' ? textFrom(schema) : anything;
}

function objectFrom(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const model = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, fromSchema(each)]));
  return fc.record(model, { requiredKeys: required });
}

/** Real values where there are some, so that requests reach further than the schema. */
const SAMPLES = ['sms:send', 'voice:call', 'api-keys:read', '192.0.2.0/24', '::/0', '*', 'GET', '/sms', 'a'];

function textFrom(schema: JsonSchema): fc.Arbitrary<string> {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = 60,
  } = schema as {
    format?: string;
    pattern?: string;
    minLength?: number;
    maxLength?: number;
  };
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const text = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 40) });
  return fc.oneof(text, fc.constantFrom(...SAMPLES), fc.constant('a'.repeat(Math.min(maxLength, 2_000))));
}
