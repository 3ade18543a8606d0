/**
 * `npm run bench:characters [-- --all]`: what odd characters cost. Each path is looked up beside a plain one that is as long in its
 * canonical form and has as many segments; the ratio is that of their times in one run. Tried are every 499th code point (each one
 * with `--all`), repeated in one segment and in sixty, raw and escaped, and mixtures that were found to be bad. Each line is the
 * worst of its kind; `refused` says that the path is.
 */
import { compileApi, makeRouter, makeScopeTable } from '../src/engine/index.js';
import type { CompiledApi, EncodedAllowance } from '../src/engine/index.js';

const STEP = process.argv.includes('--all') ? 1 : 499;
/** As much as fits beside `/f/`, in canonical bytes. */
const LONG = 8000;
const SHORT = 600;
const SEGMENTS = 60;

const router = makeRouter();
const sink = { found: 0 };

function compile(templates: readonly string[], encoded: readonly EncodedAllowance[]): CompiledApi {
  const endpoints = templates.map((template, at) => ({
    id: at + 1,
    method: '*',
    template,
    access: 'authenticated' as const,
    scopes: [],
    product: null,
    managed: true,
    acceptedKinds: null,
    encoded,
  }));
  const source = { id: 1, name: 'bench', endpoints, manageScopes: new Map(), implications: [] };
  return compileApi(source, makeScopeTable());
}

const deep = `/f${'/{x}'.repeat(SEGMENTS)}`;
const policies = {
  'literals and parameters': compile(['/f/{id}', '/f/trash', deep], []),
  'text with parameters, and a catch-all': compile(
    ['/{+rest}', '/reports', '/f/{id}', '/f/trash', '/f/{id}:run', '/f/{x}-{y}'],
    [],
  ),
  'escaped slashes and percent signs allowed': compile(['/f/{id}', '/f/trash', deep], ['slash', 'percent']),
};

const canonicalOf = (character: string): string =>
  /^[\w\-.~!$&'()*+,=:@%/]$/.test(character) ? character : encodeURIComponent(character);
const lengthOf = (text: string): number => Array.from(text).reduce((sum, one) => sum + canonicalOf(one).length, 0);
const plainOf = (path: string): string => path.replace(/[^/]+/g, (text) => 'x'.repeat(lengthOf(text)));

/** Microseconds of one lookup: the best of many short rounds, so that what else the machine does counts little. */
function timeOf(api: CompiledApi, path: string, rounds: number): number {
  let best = Number.POSITIVE_INFINITY;
  const times = path.length < 100 ? 200 : 8;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    for (let time = 0; time < times; time++) sink.found = router.find(api, 'GET', path);
    best = Math.min(best, (performance.now() - startedAt) / times);
  }
  return best * 1000;
}

interface Measured {
  readonly name: string;
  readonly ratio: number;
  readonly text: string;
}

function measure(api: CompiledApi, name: string, path: string, rounds: number): Measured {
  const target = `/f${path}`;
  const odd = timeOf(api, target, rounds);
  const isRefused = sink.found < -1;
  const plain = timeOf(api, plainOf(target), rounds);
  const text = `${odd.toFixed(1)} us, plain ${plain.toFixed(1)} us${isRefused ? ', refused' : ''}`;
  return { name, ratio: odd / plain, text };
}

/** A text as often as it fits, in one segment or in as many as were measured. */
function filled(text: string, segments: number, length: number): string {
  const repeats = Math.max(1, Math.floor((length / segments - 1) / lengthOf(text)));
  return `/${text.repeat(repeats)}`.repeat(segments);
}

const MIXTURES = [
  '\ufdfa',
  '\ufdfa\u65e5\u65e5\u65e5\u65e5\u65e5\u65e5\u65e5\u65e5',
  '\u0301\u0316',
  'a\u0301\u0316',
  '\u0301\u200d\u0316\u200d',
  `a${'\u0301\u0316'.repeat(15)}`,
  `\u0915${'\u093c\u094d'.repeat(15)}`,
  '\u1100\u1161\u11a8',
  '\uac00\u11a8',
  '\u0390\u65e5\u65e5\u65e5',
  '\u03a3.',
  '\u{1d165}a',
  '%20',
  '%20.',
  '"',
  '%2B',
  'x%2Bx%3A',
  '%3F',
  '%23%3F',
  '\uff1f\uff03',
  'x\uff1b',
  '%25',
  'x%2F',
  'x%2Fx%2B',
];
const ENDS = ['%3Fx', '%3Fx%23y', '\uff1fx%23y\uff1bz', '%2B%3Fx%23y', '%20%3Fx', 'x%2Fx%2B%3Fx', '.', '\uff1b.'];

function search(api: CompiledApi): ReadonlyMap<string, readonly Measured[]> {
  const points: Measured[] = [];
  for (let codePoint = 0xa0; codePoint < 0x30000; codePoint += STEP) {
    if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
    const character = String.fromCodePoint(codePoint);
    const name = `U+${codePoint.toString(16).toUpperCase()}`;
    points.push(measure(api, name, filled(character, 1, LONG), 6));
    points.push(measure(api, `${name}, ${String(SEGMENTS)} segments`, filled(character, SEGMENTS, SHORT), 6));
  }
  const mixtures: Measured[] = [];
  for (const text of MIXTURES) {
    for (const [segments, length] of [
      [1, LONG],
      [SEGMENTS, SHORT],
      [SEGMENTS, LONG],
    ] as const) {
      const path = filled(text, segments, length);
      const name = `${JSON.stringify(text)}, ${String(segments)} segments, ${String(length)} bytes`;
      mixtures.push(measure(api, name, path, 20));
      mixtures.push(measure(api, `${name}, escaped`, Array.from(path, canonicalOf).join(''), 20));
    }
  }
  const ends = ENDS.flatMap((end) =>
    ['x', '\u65e5', '\u00c9'].map((text) => measure(api, `${text} and ${end}`, filled(text, 1, LONG - 100) + end, 20)),
  );
  const short = [...MIXTURES, ...ENDS].map((text) => measure(api, `a${text}b`, `/a${text}b`, 20));
  return new Map([
    ['one code point', points],
    ['a mixture', mixtures],
    ['an odd end', ends],
    ['a short path', short],
  ]);
}

for (const [policy, api] of Object.entries(policies)) {
  // What is measured first would pay for what is compiled on the way.
  for (const text of [...MIXTURES, ...ENDS, '\u00a0', '\u00c9']) {
    for (const segments of [1, SEGMENTS]) timeOf(api, `/f${filled(text, segments, LONG)}`, 100);
  }
  for (const [kind, measured] of search(api)) {
    const [worst] = [...measured].sort((a, b) => b.ratio - a.ratio);
    if (worst === undefined) throw new Error(`nothing was measured: ${kind}`);
    console.log(
      `${policy.padEnd(42)} ${kind.padEnd(16)} ${worst.ratio.toFixed(1).padStart(5)} x  ${worst.name}: ${worst.text}`,
    );
  }
}
