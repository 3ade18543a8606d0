import { expect } from 'chai';
import { Counter } from 'prom-client';
import type { QuestionFault } from '../../src/service/decision/refused-question.js';
import { makeRefusedQuestions } from '../../src/telemetry/refused-questions.js';

describe('Refused questions', () => {
  let nowMs: number;
  let lines: Record<string, unknown>[];
  const start = () => {
    nowMs = 0;
    lines = [];
    const counter = new Counter({ name: 'n', help: 'h', labelNames: ['fault', 'entry_point'] as const, registers: [] });
    const note = (fields: object) => void lines.push(fields as Record<string, unknown>);
    const log = { debug: note, info: note, warn: note, error: note };
    const questions = makeRefusedQuestions({ counter, log, clock: () => nowMs });
    const refuse = (fault: QuestionFault, entryPoint: string): void => {
      questions.onRefused({ fault, entryPoint, detail: 'what is wrong', peer: '192.0.2.7' });
    };
    return { counter, questions, refuse };
  };

  it('are all counted, and logged once a minute for each fault and entry point', async () => {
    const { counter, refuse } = start();
    for (let at = 0; at < 500; at++) refuse('unknown_entry_point', '/auth/nginx');
    refuse('unknown_entry_point', '/auth/caddy');
    refuse('missing_header', '/auth/nginx');
    expect(lines).to.have.length(3);
    expect(lines[0]).to.deep.equal({
      ...{ fault: 'unknown_entry_point', entryPoint: '/auth/nginx', problem: 'what is wrong' },
      ...{ peer: '192.0.2.7', questions: 1 },
    });
    nowMs = 59_999;
    refuse('unknown_entry_point', '/auth/nginx');
    expect(lines).to.have.length(3);
    nowMs = 60_000;
    refuse('unknown_entry_point', '/auth/nginx');
    // 499 and 1 that no line was written for, and this one.
    expect(lines[3]).to.include({ questions: 501 });
    const { values } = await counter.get();
    expect(values.map(({ value }) => value)).to.deep.equal([502, 1, 1]);
  });

  it('at a wrong address are counted from 0 on, so that an alert sees the first one', async () => {
    const { counter, questions } = start();
    questions.expect(['/auth/nginx']);
    const { values } = await counter.get();
    expect(values).to.have.length(2);
    for (const { value } of values) expect(value).to.equal(0);
  });
});
