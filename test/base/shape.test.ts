import { expect } from 'chai';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { anyNames, faultText, makeShape, nullable } from '../../src/base/shape.js';

interface Case {
  readonly title: string;
  readonly schema: TSchema;
  readonly given: unknown;
  /** Empty: it is taken. */
  readonly faults: readonly string[];
}

const Named = Type.Object({ name: Type.String() });

const CASES: readonly Case[] = [
  { title: 'what fits', schema: Named, given: { name: 'a', other: 1 }, faults: [] },
  { title: 'no object at all', schema: Named, given: null, faults: ['must be an object, not null'] },
  { title: 'a list in place of an object', schema: Named, given: [], faults: ['must be an object, not a list'] },
  {
    title: 'a member of another kind',
    schema: Named,
    given: { name: 1 },
    faults: ['name: must be a string, not a whole number'],
  },
  {
    title: 'members that are missing, each by its name',
    schema: Type.Object({ a: Type.String(), b: Type.Object({ c: Type.String() }) }),
    given: { b: {} },
    faults: ['a: is missing', 'b.c: is missing'],
  },
  {
    title: 'a member too many, where none may be',
    schema: Type.Object({ a: Type.Optional(Type.String()) }, { additionalProperties: false }),
    given: { b: 1, 'c/d~e': 2 },
    faults: ['b: is not known here', 'c/d~e: is not known here'],
  },
  {
    title: 'a member of a list',
    schema: Type.Object({ scopes: Type.Array(Type.String()) }),
    given: { scopes: ['a', null] },
    faults: ['scopes.1: must be a string, not null'],
  },
  {
    title: 'none of a few words',
    schema: Type.Object({ expect: Type.Enum(['allow', 'deny']) }),
    given: { expect: 'maybe' },
    faults: ['expect: must be "allow" or "deny"'],
  },
  {
    title: 'none of the alternatives',
    schema: Type.Object({ host: nullable(Type.String()) }),
    given: { host: 1.5 },
    faults: ['host: must be a string or null, not a fraction'],
  },
  {
    title: 'something inside of an alternative',
    schema: Type.Object({ principal: nullable(Named) }),
    given: { principal: { name: true } },
    faults: ['principal.name: must be a string, not true or false'],
  },
  {
    title: 'a number out of bounds',
    schema: Type.Object({ limit: Type.Integer({ minimum: 1 }) }),
    given: { limit: 0 },
    faults: ['limit: must be >= 1'],
  },
  {
    title: 'a whole number with a fraction',
    schema: Type.Integer(),
    given: 1.5,
    faults: ['must be a whole number, not a fraction'],
  },
  {
    title: 'what a rule of ours forbids',
    schema: Type.Object({
      a: Type.Refine(
        Type.String(),
        (text) => text === 'a',
        () => 'must be an a',
      ),
    }),
    given: { a: 'b' },
    faults: ['a: must be an a'],
  },
  ...['plain', '', 'a\nb', 'a\u2028b', '\u{1F600}', 'constructor', 'toString'].map((name) => ({
    title: `a member with any name, such as ${JSON.stringify(name)}`,
    schema: anyNames(Type.Array(Type.String())),
    given: { [name]: 1 },
    faults: [`${name}: must be a list, not a whole number`],
  })),
];

describe('The shape of a value from outside', () => {
  for (const { title, schema, given, faults } of CASES) {
    it(`${faults.length === 0 ? 'takes' : 'names'} ${title}`, () => {
      const read = makeShape(schema)(given);
      expect(read.faults?.map(faultText) ?? []).to.deep.equal(faults);
      if (faults.length === 0) expect(read.value).to.deep.equal(given);
      else expect(read.value).to.equal(null);
    });
  }

  it('fills in defaults where nothing was given, and only there', () => {
    const read = makeShape(
      Type.Object({ a: Type.Array(Type.String(), { default: ['x'] }), b: Type.Number({ default: 1 }) }),
    );
    expect(read({ b: 2 }).value).to.deep.equal({ a: ['x'], b: 2 });
    expect(read({ a: null }).faults?.map(faultText)).to.deep.equal(['a: must be a list, not null']);
    read({}).value?.a.push('changed');
    expect(read({}).value).to.deep.equal({ a: ['x'], b: 1 });
  });

  it('never quotes a value, and names a bounded number of faults', () => {
    const read = makeShape(anyNames(Type.Enum(['allowed'])));
    const given = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`n${String(index)}`, 'secret']));
    const faults = read(given).faults ?? [];
    expect(faults).to.have.length.within(1, 20);
    expect(JSON.stringify(faults)).to.not.contain('secret');
  });
});
