import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import { makeJtiCache } from '../../../../src/service/identity/oauth/jti-cache.js';

describe('Replays', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
  });
  const make = (maxRemembered = 3, maxOfOneKey = 2) => {
    const replays = makeJtiCache({ maxRemembered, maxOfOneKey }, () => nowMs);
    return (id: string, untilMs: number, jkt = 'key'): boolean => replays.note({ jkt, id, untilMs });
  };
  const expectTooMany = (note: () => boolean): void => {
    expect(note).to.throw(ScopegateError).with.property('code', 'resource_exhausted');
  };

  it('take nothing twice until its end, and forget it then', () => {
    const note = make();
    expect([note('a', 10), note('a', 10)]).to.deep.equal([true, false]);
    nowMs = 10;
    expect(note('a', 10)).to.equal(false);
    nowMs = 11;
    expect(note('a', 21)).to.equal(true);
  });

  it('tell the ids of different keys apart', () => {
    const note = make();
    expect([note('a', 10, 'one'), note('a', 10, 'other'), note('a', 10, 'one')]).to.deep.equal([true, true, false]);
  });

  it('refuse what is new rather than forget what is not over', () => {
    const note = make(2);
    note('a', 10, 'one');
    note('b', 20, 'other');
    expectTooMany(() => note('c', 20, 'third'));
    expect(note('a', 10, 'one')).to.equal(false);
    nowMs = 11;
    expect([note('c', 20, 'third'), note('b', 20, 'other')]).to.deep.equal([true, false]);
  });

  it('let no key take the room of others, and give its room back', () => {
    const note = make(100);
    note('a', 10);
    note('b', 10);
    expectTooMany(() => note('c', 10));
    expect(note('c', 10, 'other')).to.equal(true);
    nowMs = 11;
    expect([note('a', 21), note('b', 21)]).to.deep.equal([true, true]);
    expectTooMany(() => note('c', 21));
  });

  it('count right when the same id comes again after its end, behind one that is not over', () => {
    const note = make(100);
    note('long', 50);
    note('a', 10);
    nowMs = 11;
    expect(note('a', 40)).to.equal(true);
    expectTooMany(() => note('b', 40));
    nowMs = 51;
    expect([note('b', 90), note('c', 90)]).to.deep.equal([true, true]);
    expectTooMany(() => note('d', 90));
  });
});
