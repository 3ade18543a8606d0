import { expect } from 'chai';
import { parseFlags } from './flags.js';
import { isProven } from './verdict.js';
import type { Compared } from './verdict.js';

const SPEC = {
  replicas: { what: 'processes', fallback: 3, least: 1 },
  mode: { what: 'how', fallback: 'notify', oneOf: ['notify', 'poll'] },
  keep: { what: 'write', fallback: false },
} as const;

describe('Flags of the proofs', () => {
  const cases: [title: string, words: string[], outcome: string | object][] = [
    ['have defaults', [], { replicas: 3, mode: 'notify', keep: false }],
    [
      'are numbers and texts',
      ['--replicas', '2', '--mode', 'poll', '--keep'],
      { replicas: 2, mode: 'poll', keep: true },
    ],
    ['take a list out of a set', ['--mode', 'poll,notify'], { replicas: 3, mode: 'poll,notify', keep: false }],
    ['deny a number that proves nothing', ['--replicas', '0'], '--replicas: "0" is no whole number from 1 on'],
    ['deny what is no number', ['--replicas', 'many'], '--replicas: "many" is no whole number from 1 on'],
    ['deny a fraction', ['--replicas', '1.5'], '--replicas: "1.5" is no whole number from 1 on'],
    ['deny an empty number', ['--replicas', ''], '--replicas: "" is no whole number from 1 on'],
    ['deny a text outside of its set', ['--mode', 'x'], '--mode: "x" is none of notify, poll'],
  ];
  for (const [title, words, outcome] of cases) {
    it(title, () => {
      const parsed = parseFlags(words, SPEC);
      expect('values' in parsed ? parsed.values : 'problem' in parsed ? parsed.problem : 'help').to.deep.equal(outcome);
    });
  }

  it('name one that does not exist', () => {
    expect(parseFlags(['--replica', '3'], SPEC))
      .to.have.property('problem')
      .that.contains('--replica');
  });

  it('are listed by --help', () => {
    expect(parseFlags(['--help'], SPEC))
      .to.have.property('help')
      .that.contains('--replicas  processes (3)');
  });
});

describe('The verdict of a proof', () => {
  const answers = (got: number, least: number): Compared => ({ what: 'answers', got, least });
  const cases: [title: string, compared: Compared[], broken: string[], last: string, isKept: boolean][] = [
    ['is kept with enough compared', [answers(10, 10)], [], 'every promise was kept', true],
    ['is broken by one fault', [answers(10, 10)], ['x'], 'a promise was broken', false],
    ['is no proof with too little', [answers(9, 10)], [], 'nothing was proved', false],
    ['is no proof where nothing was asked for', [answers(0, 0)], [], 'nothing was proved', false],
    ['is no proof with a figure that is none', [answers(NaN, 1)], [], 'nothing was proved', false],
    ['is no proof without any comparison', [], [], 'nothing was proved', false],
  ];
  for (const [title, compared, broken, last, isKept] of cases) {
    it(title, () => {
      const lines: string[] = [];
      expect(isProven(compared, broken, (line) => lines.push(line))).to.equal(isKept);
      expect(lines.at(-1)).to.equal(last);
    });
  }
});
