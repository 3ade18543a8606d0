import { expect } from 'chai';
import { makePepper } from '../../../src/service/identity/pepper.js';

const OLD = Buffer.alloc(32, 1);
const NEXT = Buffer.alloc(32, 2);
const SECRET = 'sgk_a_key';

/** How a fleet goes from one pepper to the next, step by step; at each step two of its replicas may be a step apart. */
const STEPS = [
  { title: 'before', replica: makePepper(OLD) },
  { title: 'both known', replica: makePepper(OLD, [NEXT]) },
  { title: 'made with the next', replica: makePepper(NEXT, [OLD]) },
  { title: 'the old one forgotten', replica: makePepper(NEXT) },
];

describe('Peppers', () => {
  for (let at = 1; at < STEPS.length; at++) {
    const earlier = STEPS[at - 1]!;
    const later = STEPS[at]!;
    // The last step is taken when no key of the old pepper is left.
    if (at < STEPS.length - 1) {
      it(`"${later.title}" verifies what "${earlier.title}" made`, () => {
        expect(later.replica.matches(SECRET, earlier.replica.digest(SECRET))).to.equal(true);
      });
    }
    it(`"${earlier.title}" verifies what "${later.title}" made`, () => {
      expect(earlier.replica.matches(SECRET, later.replica.digest(SECRET))).to.equal(true);
    });
  }

  const both = makePepper(NEXT, [OLD]);
  it('make new digests with that of today alone', () => {
    expect(makePepper(OLD).matches(SECRET, both.digest(SECRET))).to.equal(false);
    expect(both.fingerprint).to.equal(makePepper(NEXT).fingerprint);
  });
  it('refuse another secret, a digest of an unknown pepper, and what is no digest', () => {
    expect(both.matches('sgk_another_key', makePepper(OLD).digest(SECRET))).to.equal(false);
    expect(both.matches(SECRET, makePepper(Buffer.alloc(32, 3)).digest(SECRET))).to.equal(false);
    expect(both.matches(SECRET, Buffer.alloc(0))).to.equal(false);
  });
  it('know their fingerprints, and no other', () => {
    const known = [OLD, NEXT, Buffer.alloc(32, 3)].map((key) => both.knows(makePepper(key).fingerprint));
    expect(known).to.deep.equal([true, true, false]);
  });
});
