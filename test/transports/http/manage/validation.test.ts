import { expect } from 'chai';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { Instant, PageQuery } from '../../../../src/transports/http/manage/schemas/shared.js';
import { makeValidatorCompiler } from '../../../../src/transports/http/manage/validation.js';

type Part = 'body' | 'querystring' | 'params' | 'headers';

/** The value that a handler gets, or what is wrong, as `<place> <problem>`. */
function validated(httpPart: Part, schema: TSchema, given: unknown): unknown {
  const route = { schema, httpPart, method: 'GET', url: '/' } as unknown as Parameters<
    ReturnType<typeof makeValidatorCompiler>
  >[0];
  const validate = makeValidatorCompiler()(route);
  const { value, error } = validate(given) as { value?: unknown; error?: readonly Record<string, string>[] };
  return error === undefined ? value : error.map(({ instancePath, message }) => `${instancePath!} ${message!}`);
}

const Query = Type.Object(
  { ...PageQuery, enabled: Type.Optional(Type.Boolean()), search: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

const queries: readonly { title: string; given: Record<string, unknown>; is: unknown }[] = [
  { title: 'no limit', given: {}, is: { limit: 50 } },
  { title: 'a whole number', given: { limit: '7' }, is: { limit: 7 } },
  { title: 'a text that looks like a number', given: { search: '7' }, is: { search: '7', limit: 50 } },
  { title: 'a truth value', given: { enabled: 'false' }, is: { enabled: false, limit: 50 } },
  ...['1.5', '', ' 7', '7 ', '0x7', '1e1', '+7', '7abc', 'null', '9'.repeat(16)].map((limit) => ({
    title: `${JSON.stringify(limit)}, which is no whole number`,
    given: { limit },
    is: ['/limit must be a whole number, not a string'],
  })),
  ...['1', '0', 'TRUE', '', 'yes'].map((enabled) => ({
    title: `${JSON.stringify(enabled)}, which is no truth value`,
    given: { enabled },
    is: ['/enabled must be true or false, not a string'],
  })),
  { title: 'a number under the least', given: { limit: '0' }, is: ['/limit must be >= 1'] },
  { title: 'a parameter twice', given: { limit: ['1', '2'] }, is: ['/limit must be a whole number, not a list'] },
  { title: 'a parameter that nobody knows', given: { lmit: '1' }, is: ['/lmit is not known here'] },
  { title: 'a parameter named as a method', given: { constructor: '1' }, is: ['/constructor is not known here'] },
  {
    title: 'a parameter named __proto__',
    given: JSON.parse('{"__proto__":"1"}') as Record<string, unknown>,
    is: ['/__proto__ is not known here'],
  },
];

const instants: readonly { text: string; isTaken: boolean }[] = [
  { text: '2026-11-24T08:00:00.000Z', isTaken: true },
  { text: '2026-11-24T08:00:00Z', isTaken: true },
  { text: '2026-11-24T08:00:00+02:00', isTaken: true },
  { text: '2026-11-24T08:00:00', isTaken: false },
  { text: '2026-11-24', isTaken: false },
  { text: '2026-02-30T08:00:00Z', isTaken: false },
  { text: '2026-11-24T24:00:00Z', isTaken: false },
  { text: '2026-12-31T23:59:60Z', isTaken: false },
  { text: '2026-11-24T08:00:00Z[Europe/Paris]', isTaken: false },
  { text: '2026-11-24T08:00:00+02:00[Europe/Paris]', isTaken: false },
  { text: '', isTaken: false },
];

describe('What a request to the Management API may hold', () => {
  for (const { title, given, is } of queries) {
    it(`in a query: ${title}`, () => {
      expect(validated('querystring', Query, given)).to.deep.equal(is);
    });
  }

  it('in a body: a number, and no text that looks like one', () => {
    const Body = Type.Object({ days: Type.Integer(), on: Type.Boolean() });
    expect(validated('body', Body, { days: 1, on: true })).to.deep.equal({ days: 1, on: true });
    expect(validated('body', Body, { days: '1', on: 'true' })).to.deep.equal([
      '/days must be a whole number, not a string',
      '/on must be true or false, not a string',
    ]);
  });

  for (const { text, isTaken } of instants) {
    it(`${isTaken ? 'a time' : 'no time'}: ${JSON.stringify(text)}`, () => {
      const read = validated('body', Type.Object({ at: Instant }), { at: text });
      if (isTaken) {
        expect(read).to.deep.equal({ at: text });
        expect(Date.parse(text)).to.be.a('number').and.not.NaN;
      } else expect(read).to.be.an('array').with.length(1);
    });
  }
});
