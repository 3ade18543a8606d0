import { expect } from 'chai';
import { constants } from 'node:os';
import { STOP_SIGNALS, exitCodeOf, makeStopSignals } from '../../src/cli/stop-signals.js';
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
  { title: 'SIGHUP, as a terminal that is closed sends it', sent: [['SIGHUP', 0]], ends: 'in order' },
  {
    title: 'SIGTERM, and SIGHUP right after it, as systemd sends them',
    sent: [
      ['SIGTERM', 0],
      ['SIGHUP', 1],
    ],
    ends: 'in order',
  },
  {
    title: 'SIGHUP, and SIGTERM right after it, as the end of a session sends them',
    sent: [
      ['SIGHUP', 0],
      ['SIGTERM', 5],
    ],
    ends: 'in order',
  },
  {
    title: 'SIGHUP again and again',
    sent: [
      ['SIGHUP', 0],
      ['SIGHUP', 5000],
      ['SIGUSR2', 9000],
    ],
    ends: 'in order',
  },
  {
    title: 'SIGHUP, and SIGTERM seconds later',
    sent: [
      ['SIGHUP', 0],
      ['SIGTERM', 2000],
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

/** Signals that are not the service's to take, and why. */
const OTHERS: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['no program can catch it', ['SIGKILL', 'SIGSTOP']],
  [
    'it tells of a fault of the process',
    ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGIOT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS'],
  ],
  [
    'its default does not end a process',
    ['SIGCHLD', 'SIGCONT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGWINCH', 'SIGINFO'],
  ],
  ['Node uses or ignores it', ['SIGUSR1', 'SIGPROF', 'SIGPIPE', 'SIGXFSZ']],
  ['another name of SIGIO or SIGSYS', ['SIGPOLL', 'SIGUNUSED']],
  ['only Windows or AIX has it', ['SIGBREAK', 'SIGLOST']],
];

describe('Signals to stop', () => {
  it('are all signals whose default ends the process, where it may be otherwise', () => {
    const known = new Set<string>([...STOP_SIGNALS, ...OTHERS.flatMap(([, names]) => names)]);
    expect(Object.keys(constants.signals).filter((name) => !known.has(name))).to.deep.equal([]);
  });

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
