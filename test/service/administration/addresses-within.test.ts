import { expect } from 'chai';
import fc from 'fast-check';
import { compileAddressRule } from '../../../src/service/identity/addresses.js';
import { areAddressesWithin } from '../../../src/service/identity/address-ranges.js';

/** A small world of addresses, so that blocks often lie in each other. */
const v4 = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })).map(([a, b]) => [a * 64, b * 64]);
const block = fc
  .tuple(v4, fc.constantFrom(32, 30, 26, 25, 24, 18, 17, 16, 8, 0), fc.boolean())
  .map(([[a = 0, b = 0], bits, isMapped]) => {
    const number = ((10 << 24) | (a << 8) | b) >>> 0;
    const base = bits === 0 ? 0 : (number & (~0 << (32 - bits))) >>> 0;
    const address = [base >>> 24, (base >>> 16) & 255, (base >>> 8) & 255, base & 255].join('.');
    return isMapped ? `::ffff:${address}/${String(96 + bits)}` : `${address}/${String(bits)}`;
  });
const list = fc.array(block, { maxLength: 4 });

/** Where the answer can change: the first and last address of each block, and their neighbours. */
const PROBES = [
  '0.0.0.0',
  '255.255.255.255',
  ...[0, 64, 128, 192].flatMap((a) =>
    [0, 1, 3, 4, 63, 64, 127, 128, 191, 192, 255].map((b) => `10.0.${String(a)}.${String(b)}`),
  ),
  '10.0.63.255',
  '10.0.127.255',
  '10.1.0.0',
  '9.255.255.255',
  '11.0.0.0',
  '::1',
  '2001:db8::1',
];

describe('addresses within others', () => {
  it('are those that the rule of the others lets through, every one', () => {
    let found = 0;
    fc.assert(
      fc.property(list, list, (inner, outer) => {
        const [inside, outside] = [compileAddressRule(inner), compileAddressRule(outer)];
        const escapes = PROBES.filter((each) => (inside?.allows(each) ?? true) && !(outside?.allows(each) ?? true));
        // What is said to lie within has no way out.
        fc.pre(areAddressesWithin(inner, outer));
        found += 1;
        expect(escapes).to.deep.equal([]);
      }),
      { numRuns: 2_000 },
    );
    expect(found).to.be.above(100);
  });

  const cases: readonly [inner: string[], outer: string[], isWithin: boolean][] = [
    [['10.0.0.0/24'], ['10.0.0.0/25', '10.0.0.128/25'], true],
    [[], [], true],
    [[], ['0.0.0.0/0'], false],
    [[], ['::/0'], true],
    [['10.0.0.1'], ['::ffff:10.0.0.0/120'], true],
    [['::/0'], ['0.0.0.0/0'], false],
    [['2001:db8::/33'], ['2001:db8::/32'], true],
    [['2001:db8::/31'], ['2001:db8::/32'], false],
  ];
  for (const [inner, outer, isWithin] of cases) {
    it(`${JSON.stringify(inner)} ${isWithin ? 'lie' : 'do not lie'} within ${JSON.stringify(outer)}`, () => {
      expect(areAddressesWithin(inner, outer)).to.equal(isWithin);
    });
  }
});
