import { expect } from 'chai';
import { exitCodeOf, makeStopSignals } from '../../src/cli/stop-signals.js';
import type { StopSignal } from '../../src/cli/stop-signals.js';

type Sent = readonly [signal: StopSignal, atMs: number];

interface Case {
  readonly title: string;
  readonly sent: readonly Sent[];
  readonly ends: 'in order' | 'at once' | 'now';
}

const cases: readonly Case[] = [
  { title: 'one SIGTERM', sent: [['SIGTERM', 0]], ends: 'in order' },
  {
    title: 'SIGTERM twice within 30 ms',
    sent: [
      ['SIGTERM', 0],
      ['SIGTERM', 30],
    ],
    ends: 'in order',
  },
  {
    title: 'SIGINT three times within a second, as npm and a shell send it',
    sent: [
      ['SIGINT', 0],
      ['SIGINT', 2],
      ['SIGINT', 999],
    ],
    ends: 'in order',
  },
  {
    title: 'SIGTERM twice, a second apart',
    sent: [
      ['SIGTERM', 0],
      ['SIGTERM', 1000],
    ],
    ends: 'at once',
  },
  {
    title: 'SIGTERM, and SIGINT right after it',
    sent: [
      ['SIGTERM', 0],
      ['SIGINT', 1],
    ],
    ends: 'at once',
  },
  {
    title: 'SIGINT, and SIGTERM much later',
    sent: [
      ['SIGINT', 0],
      ['SIGTERM', 60_000],
    ],
    ends: 'at once',
  },
  {
    title: 'a repeat of the second one',
    sent: [
      ['SIGTERM', 0],
      ['SIGINT', 500],
      ['SIGINT', 520],
    ],
    ends: 'at once',
  },
  {
    title: 'a third one',
    sent: [
      ['SIGTERM', 0],
      ['SIGINT', 500],
      ['SIGTERM', 600],
    ],
    ends: 'now',
  },
];

describe('Signals to stop', () => {
  for (const { title, sent, ends } of cases) {
    it(`${title}: the service ends ${ends}`, async () => {
      let nowMs = 0;
      let isDesperate = false as boolean;
      const signals = makeStopSignals(
        () => nowMs,
        () => (isDesperate = true),
      );
      for (const [signal, atMs] of sent) {
        nowMs = atMs;
        signals.take(signal);
      }
      expect(await signals.first).to.equal(sent[0]?.[0]);
      const isAtOnce = await Promise.race([signals.impatient.then(() => true), Promise.resolve().then(() => false)]);
      expect(isDesperate ? 'now' : isAtOnce ? 'at once' : 'in order').to.equal(ends);
    });
  }

  it('have the exit codes that shells give them', () => {
    expect([exitCodeOf('SIGINT'), exitCodeOf('SIGTERM')]).to.deep.equal([130, 143]);
  });
});
