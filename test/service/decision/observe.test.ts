import { expect } from 'chai';
import type { Answer } from '../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import type { BatchAnswer } from '../../../src/service/decision/check-batch.js';
import type { Checks } from '../../../src/service/decision/check-batch.js';
import type { CheckObserver } from '../../../src/service/decision/observe.js';
import { watched } from '../../support/watch.js';

const REQUEST = { method: 'GET', target: '/a' } as CheckRequest;
const ANSWER = { decision: { allowed: true } } as Answer;
const FAULT = new Error('no answer');
const BATCH = { items: [REQUEST, { ...REQUEST, target: '/b' }], minRevision: 0, deadlineMs: 0 };
const BATCH_ANSWER: BatchAnswer = { results: [ANSWER, { error: FAULT }], revision: 1 };

/** Writes down what it gets. */
function makeScribe(name: string, log: string[]): CheckObserver {
  return {
    name,
    answered: (request, answer) => log.push(`${name} ${request.target} ${answer === ANSWER ? 'same answer' : 'copy'}`),
    failed: (request, error) => log.push(`${name} ${request.target} ${String(error)}`),
  };
}

const ways: [title: string, checks: Checks][] = [
  ['at once', { check: () => ANSWER, checkBatch: () => BATCH_ANSWER }],
  ['later', { check: () => Promise.resolve(ANSWER), checkBatch: () => Promise.resolve(BATCH_ANSWER) }],
];
const failing: [title: string, checks: Checks][] = [
  [
    'that throws',
    {
      check() {
        throw FAULT;
      },
      checkBatch() {
        throw FAULT;
      },
    },
  ],
  ['that rejects', { check: () => Promise.reject(FAULT), checkBatch: () => Promise.reject(FAULT) }],
];
const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

describe('Observers of checks', () => {
  for (const [title, checks] of ways) {
    it(`get the request and the answer themselves, in their order: an answer ${title}`, async () => {
      const log: string[] = [];
      const { check } = watched(checks, [makeScribe('first', log), makeScribe('second', log)]);
      expect(await check(REQUEST)).to.equal(ANSWER);
      expect(log).to.deep.equal(['first /a same answer', 'second /a same answer']);
    });

    it(`get each item of a batch: an answer ${title}`, async () => {
      const log: string[] = [];
      const { checkBatch } = watched(checks, [makeScribe('one', log)]);
      expect(await checkBatch(BATCH)).to.equal(BATCH_ANSWER);
      expect(log).to.deep.equal(['one /a same answer', 'one /b Error: no answer']);
    });

    it(`get a batch once where they ask for that: an answer ${title}`, async () => {
      const log: string[] = [];
      const counting = { ...makeScribe('one', log), answeredBatch: () => log.push('a batch') };
      await watched(checks, [counting]).checkBatch(BATCH);
      expect(log).to.deep.equal(['a batch']);
    });

    it(`change no answer by a defect of their own, which is reported: an answer ${title}`, async () => {
      const log: string[] = [];
      const broken: CheckObserver = {
        name: 'broken',
        answered() {
          throw new Error('defect');
        },
      };
      const onDefect = (observer: string, error: unknown) => log.push(`${observer}: ${String(error)}`);
      const { check, checkBatch } = watched(checks, [broken, makeScribe('next', log)], { onDefect });
      expect(await check(REQUEST)).to.equal(ANSWER);
      expect(await checkBatch(BATCH)).to.equal(BATCH_ANSWER);
      expect(log.filter((line) => line === 'broken: Error: defect')).to.have.length(2);
      expect(log.filter((line) => line.startsWith('next'))).to.have.length(3);
    });
  }

  for (const [title, checks] of failing) {
    it(`are told of a check ${title}, and the error goes on unchanged`, async () => {
      const log: string[] = [];
      const { check, checkBatch } = watched(checks, [makeScribe('one', log)]);
      expect(await caught(() => check(REQUEST))).to.equal(FAULT);
      expect(await caught(() => checkBatch(BATCH))).to.equal(FAULT);
      expect(log).to.deep.equal(['/a', '/a', '/b'].map((target) => `one ${target} Error: no answer`));
    });
  }

  it('leave a check synchronous where it is', () => {
    expect(watched({ check: () => ANSWER, checkBatch: () => BATCH_ANSWER }, []).check(REQUEST)).to.equal(ANSWER);
  });

  it('are not called while they are off', () => {
    const log: string[] = [];
    let toggled = (): void => undefined;
    const switched = {
      ...makeScribe('one', log),
      isOn: false,
      onToggled: (listener: () => void) => (toggled = listener),
    };
    const { check } = watched({ check: () => ANSWER, checkBatch: () => BATCH_ANSWER }, [switched]);
    void check(REQUEST);
    switched.isOn = true;
    toggled();
    void check(REQUEST);
    switched.isOn = false;
    toggled();
    void check(REQUEST);
    expect(log).to.have.length(1);
  });

  it('are told when the answer was there and how long it took', () => {
    let steadyMs = 5;
    const times: number[][] = [];
    const observer: CheckObserver = {
      name: 'one',
      answered: (_r, _a, atMs, durationMs) => times.push([atMs, durationMs]),
    };
    const checks: Checks = {
      check() {
        steadyMs += 3;
        return ANSWER;
      },
      checkBatch: () => BATCH_ANSWER,
    };
    void watched(checks, [observer], { clock: () => 77, steadyClock: () => steadyMs }).check(REQUEST);
    expect(times).to.deep.equal([[77, 3]]);
  });

  it('can stand around the work, the first one outermost', () => {
    const log: string[] = [];
    const around = (name: string): CheckObserver => ({
      name,
      around: (inner) => ({
        ...inner,
        check(request) {
          log.push(`${name} begins`);
          const answer = inner.check(request);
          log.push(`${name} ends`);
          return answer;
        },
      }),
    });
    const checks: Checks = { check: () => ANSWER, checkBatch: () => BATCH_ANSWER };
    void watched(checks, [around('outer'), around('inner')]).check(REQUEST);
    expect(log).to.deep.equal(['outer begins', 'inner begins', 'inner ends', 'outer ends']);
  });
});
