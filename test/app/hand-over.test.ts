import { expect } from 'chai';
import { makeHandOver } from '../../src/app/hand-over.js';
import type { Entry, Serving } from '../../src/app/hand-over.js';
import type { CheckRequest } from '../../src/service/check-request.js';
import type { Answer } from '../../src/service/decision/answer.js';
import type { BatchAnswer } from '../../src/service/decision/check-batch.js';

const REQUEST = {} as CheckRequest;
const ANSWER = {} as Answer;
const BATCH: BatchAnswer = { results: [], revision: 9 };
const PAGE = { found: [], cursor: '' };

async function* noPages(): AsyncGenerator<never> {
  // There is none.
}

/** An application that answers everything. */
const SERVING: Serving = {
  check: () => ANSWER,
  checkBatch: () => BATCH,
  lookups: {
    endpoints: noPages,
    credentials: noPages,
    searches: {
      subjects: () => Promise.resolve(PAGE),
      routes: () => Promise.resolve(PAGE),
      methods: () => Promise.resolve(PAGE),
    },
  },
  waitApplied: () => Promise.resolve({ isApplied: true, applied: [], pending: [] }),
  stateAgeMs: () => 5,
  notReadyBecause: () => null,
  readings: () => ({ ...makeHandOver().entry.readings(), revision: 9 }),
  management: null,
};

/** Every question that an entry takes; a new one must be added here, or the types do not fit. */
const QUESTIONS: Record<Exclude<keyof Entry, 'readings' | 'notReadyBecause' | 'management' | 'stateAgeMs'>, Ask[]> = {
  check: [(entry) => entry.check(REQUEST)],
  checkBatch: [(entry) => entry.checkBatch({ items: [REQUEST], minRevision: 0, deadlineMs: 0 })],
  lookups: [
    (entry) => entry.lookups.endpoints({ credential: 'a', cursor: '', pageSize: 0 }),
    (entry) => entry.lookups.credentials({ method: 'GET', target: '/', host: '', cursor: '', pageSize: 0 }),
    (entry) => entry.lookups.searches.subjects(REQUEST, { cursor: '', limit: 1 }),
    (entry) =>
      entry.lookups.searches.routes({ ...REQUEST, expected: { kinds: [], publicId: '' } }, { cursor: '', limit: 1 }),
    (entry) =>
      entry.lookups.searches.methods({ ...REQUEST, expected: { kinds: [], publicId: '' } }, { cursor: '', limit: 1 }),
  ],
  waitApplied: [(entry) => entry.waitApplied({ revision: 1, deadlineMs: 0 })],
};

type Ask = (entry: Entry) => unknown;

async function outcome(ask: Ask, entry: Entry): Promise<unknown> {
  try {
    await ask(entry);
    return 'answered';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('The hand-over', () => {
  for (const [name, asks] of Object.entries(QUESTIONS)) {
    for (const [index, ask] of asks.entries()) {
      const title = asks.length > 1 ? `${name} ${String(index + 1)}` : name;
      it(`has no answer to ${title} before it, and asks the application after it`, async () => {
        const handOver = makeHandOver();
        const { entry } = handOver;
        expect(await outcome(ask, entry)).to.equal('unavailable');
        handOver.to(SERVING);
        expect(await outcome(ask, entry)).to.equal('answered');
      });
    }
  }

  it('is not ready before it, ready after it, and not ready from the beginning of the end, when it still answers', () => {
    const handOver = makeHandOver();
    const { entry } = handOver;
    expect(entry.notReadyBecause()).to.include('not loaded');
    expect([entry.stateAgeMs(), entry.management(), entry.readings().revision]).to.deep.equal([Infinity, null, 0]);
    handOver.to(SERVING);
    expect([entry.notReadyBecause(), entry.stateAgeMs(), entry.readings().revision]).to.deep.equal([null, 5, 9]);
    handOver.leave();
    expect(entry.notReadyBecause()).to.include('stopping');
    expect(entry.check(REQUEST)).to.equal(ANSWER);
  });
});
