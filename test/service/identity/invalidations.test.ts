import { expect } from 'chai';
import { makeInvalidations } from '../../../src/service/identity/invalidations.js';

describe('Invalidations', () => {
  it('calls a read stale when the thing changed after it', () => {
    const invalidations = makeInvalidations(10);
    invalidations.note(1, 5);
    expect(invalidations.isStale(1, 4)).to.equal(true);
    expect(invalidations.isStale(1, 5)).to.equal(false);
    expect(invalidations.isStale(2, 4)).to.equal(false);
  });

  it('keeps the newest revision of a thing that changed twice', () => {
    const invalidations = makeInvalidations(10);
    invalidations.note(1, 5);
    invalidations.note(1, 9);
    expect(invalidations.isStale(1, 8)).to.equal(true);
    // Told of late, by a snapshot that was begun before.
    invalidations.note(1, 7);
    expect(invalidations.isStale(1, 8)).to.equal(true);
  });

  it('calls every read stale that is older than a change of everything', () => {
    const invalidations = makeInvalidations(10);
    invalidations.noteEverything(7);
    expect(invalidations.isStale(42, 6)).to.equal(true);
    expect(invalidations.isStale(42, 7)).to.equal(false);
  });

  it('treats what it had to forget as changed', () => {
    const invalidations = makeInvalidations(2);
    invalidations.note(1, 5);
    invalidations.note(2, 6);
    invalidations.note(3, 7);
    expect(invalidations.isStale(1, 4)).to.equal(true);
    expect(invalidations.isStale(99, 4)).to.equal(true);
    expect(invalidations.isStale(99, 5)).to.equal(false);
  });

  it('calls a read that found no row stale after any change', () => {
    const invalidations = makeInvalidations(10);
    expect(invalidations.isAnyStale(0)).to.equal(false);
    invalidations.note(1, 5);
    expect(invalidations.isAnyStale(4)).to.equal(true);
    expect(invalidations.isAnyStale(5)).to.equal(false);
  });
});
