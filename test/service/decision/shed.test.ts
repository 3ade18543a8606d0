import { expect } from 'chai';
import type { Answer, Check } from '../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import type { BatchAnswer, BatchRequest } from '../../../src/service/decision/check-batch.js';
import type { Checks } from '../../../src/service/decision/check-batch.js';
import { shedLoad } from '../../../src/service/decision/shed.js';

describe('Load shedding', () => {
  const request = {} as CheckRequest;
  const answer = {} as Answer;
  const asChecks = (check: Check): Checks => ({ check, checkBatch: () => new Promise<BatchAnswer>(() => undefined) });
  const shed = (check: Check, maxPending: number): Check => shedLoad(asChecks(check), { maxPending }).check;

  it('refuses a check that would wait beside too many others, until one of them is answered', async () => {
    const answers: (() => void)[] = [];
    const check = shed(() => new Promise((resolve) => answers.push(() => resolve(answer))), 2);
    const first = check(request);
    const second = check(request);
    expect(() => check(request))
      .to.throw('2 checks wait')
      .with.property('code', 'resource_exhausted');
    answers[0]!();
    await first;
    const third = check(request);
    for (const settle of answers) settle();
    await Promise.all([second, third]);
  });

  it('counts a check that fails as done', async () => {
    const check = shed(() => Promise.reject(new Error('down')), 1);
    for (let round = 0; round < 3; round++) {
      const failed = await Promise.resolve(check(request)).catch((error: unknown) => String(error));
      expect(failed).to.contain('down');
    }
  });

  it('counts a batch by its items, and lets the first one in whatever its size', () => {
    const waiting: Check = () => new Promise(() => undefined);
    const { check, checkBatch } = shedLoad(asChecks(waiting), { maxPending: 5 });
    const batchOf = (items: number): BatchRequest => ({
      items: Array(items).fill(request),
      minRevision: 0,
      deadlineMs: 0,
    });
    void checkBatch(batchOf(4));
    expect(() => checkBatch(batchOf(2))).to.throw('4 checks wait');
    void check(request);
    expect(() => check(request)).to.throw('5 checks wait');
    void shedLoad(asChecks(waiting), { maxPending: 5 }).checkBatch(batchOf(6));
  });

  it('never refuses what is answered from memory', () => {
    let isSlow = true;
    const either: Check = () => (isSlow ? new Promise(() => undefined) : answer);
    const check = shed(either, 1);
    void check(request);
    isSlow = false;
    for (let round = 0; round < 3; round++) expect(check(request)).to.equal(answer);
  });
});
