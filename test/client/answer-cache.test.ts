import { expect } from 'chai';
import { makeAnswerCache } from '../../src/client/answer-cache.js';
import type { AnswerCache } from '../../src/client/answer-cache.js';
import type { CheckResponse } from '../../src/client/index.js';

const REQUEST = { authorization: 'App a', method: 'GET', path: '/a' };
const ANSWER = { revision: 5, maxAgeMs: 10_000, degraded: false, dependsOn: ['api:1', 'key:7'] } as CheckResponse;
const EVENT = { revision: 5, inputs: [] as string[], stateAgeMs: 0 };
const READY = { ...EVENT, kind: 'INVALIDATION_KIND_READY' as const };

describe('The cache of answers', () => {
  let nowMs: number;
  let cache: AnswerCache;
  beforeEach(() => {
    nowMs = 1_000_000;
    cache = makeAnswerCache(2, () => nowMs);
    cache.hear(READY);
  });
  const keep = (path = '/a', answer = ANSWER): void => {
    cache.put({ ...REQUEST, path }, answer, cache.ask());
  };
  const isKept = (path = '/a'): boolean => cache.get({ ...REQUEST, path }) !== null;

  it('answers an equal question only', () => {
    keep();
    expect(isKept()).to.equal(true);
    for (const other of [
      { authorization: 'App b' },
      { method: 'POST' },
      { path: '/b' },
      { host: 'h' },
      { sourceIp: '::1' },
    ]) {
      expect(cache.get({ ...REQUEST, ...other }), JSON.stringify(other)).to.equal(null);
    }
    expect(cache.get({ ...REQUEST, minRevision: 6 })).to.equal(null);
  });

  it('keeps nothing before the stream has said something', () => {
    cache = makeAnswerCache(2, () => nowMs);
    keep();
    cache.hear(READY);
    expect(isKept()).to.equal(false);
  });

  it('keeps no answer longer than its max_age, counted from the question', () => {
    const asked = cache.ask();
    nowMs += 2_000;
    cache.put(REQUEST, { ...ANSWER, maxAgeMs: 2_500 }, asked);
    expect(isKept()).to.equal(true);
    nowMs += 500;
    expect(isKept()).to.equal(false);
  });

  it('answers nothing when the stream fell silent, or tells of what is too old', () => {
    keep();
    nowMs += 3_000;
    expect(isKept()).to.equal(false);
    cache.hear({ ...EVENT, kind: 'INVALIDATION_KIND_HEARTBEAT', stateAgeMs: 3_000 });
    expect(isKept()).to.equal(false);
  });

  const drops = [
    {
      title: 'a named input',
      event: { ...EVENT, kind: 'INVALIDATION_KIND_INVALIDATED', inputs: ['key:7'] },
      left: false,
    },
    {
      title: 'another input',
      event: { ...EVENT, kind: 'INVALIDATION_KIND_INVALIDATED', inputs: ['key:8'] },
      left: true,
    },
    { title: 'everything', event: { ...EVENT, kind: 'INVALIDATION_KIND_EVERYTHING' }, left: false },
    { title: 'an unknown kind', event: { ...EVENT, kind: 'INVALIDATION_KIND_UNSPECIFIED' }, left: false },
    { title: 'a heartbeat', event: { ...EVENT, kind: 'INVALIDATION_KIND_HEARTBEAT' }, left: true },
  ] as const;
  for (const { title, event, left } of drops) {
    it(`${left ? 'keeps' : 'drops'} an answer at ${title}`, () => {
      keep();
      cache.hear({ ...event, inputs: 'inputs' in event ? [...event.inputs] : [] });
      expect(isKept()).to.equal(left);
    });
  }

  it('keeps nothing that was asked before the stream was lost, or before everything changed', () => {
    const asked = cache.ask();
    keep();
    cache.lose();
    cache.hear(READY);
    expect(isKept()).to.equal(false);
    cache.put(REQUEST, ANSWER, asked);
    expect(isKept()).to.equal(false);
  });

  it('keeps no answer that is older than what was told, none that is degraded, none without an age', () => {
    for (const change of [{ revision: 4 }, { degraded: true }, { maxAgeMs: 0 }]) {
      keep('/a', { ...ANSWER, ...change });
      expect(isKept(), JSON.stringify(change)).to.equal(false);
    }
  });

  it('is bounded, and drops what was not used for longest', () => {
    keep('/a');
    keep('/b');
    isKept('/a');
    keep('/c');
    expect(['/a', '/b', '/c'].map((path) => isKept(path))).to.deep.equal([true, false, true]);
  });
});
