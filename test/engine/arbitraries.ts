import fc from 'fast-check';
import type { OracleRoute } from './oracle.js';

/** Few texts, near to each other, so that templates overlap and paths come close. */
const TEXTS = [
  'a',
  'b',
  'A',
  'ab',
  'a.',
  'a:b',
  'b:a',
  'a%20',
  'a+b',
  'a%2Bb',
  '\u00e9',
  'e\u0301',
  'a0',
  '..a',
  'a-b',
  'a%3Ab',
];
const MIXED = [
  '{x}:a',
  '{x}:A',
  'a{x}',
  '{x}a',
  '{x}-{y}',
  '{x}:{y}',
  'a{x}b',
  '{x}0',
  '{x}\u00e9',
  '{x}a.',
  '{x}-{y}-{z}',
  '{x}%20',
];
const MULTI = ['{+x}', '{+x}', '{+x}:a', 'a{+x}', 'a{+x}b', '{+x}-{y}', '{y}-{+x}'];

const segment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.constant('{x}') },
  { weight: 2, arbitrary: fc.constantFrom(...MIXED) },
  { weight: 2, arbitrary: fc.constantFrom(...MULTI) },
);

const template = fc
  .tuple(fc.array(segment, { minLength: 0, maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
  .map(([segments, end]) => '/' + segments.join('/') + (end === 0 && segments.length > 0 ? '/' : ''));

const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD', '*');

/** Allowances follow from the template, so that rows of one shape agree. */
function allowancesOf(text: string): ('slash' | 'percent')[] {
  const count = text.split('/').length + text.split('+').length;
  return (['slash', 'percent'] as const).filter((_one, bit) => (count & (1 << bit)) !== 0);
}

const routes: fc.Arbitrary<OracleRoute[]> = fc.array(
  fc
    .tuple(method, template)
    .map(([one, text]) => ({ method: one, template: text, encoded: allowancesOf(text.replace(/\w/g, '')) })),
  { minLength: 1, maxLength: 10 },
);

const HOSTILE = [
  '',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '..;',
  'a;b',
  '%2F',
  'a%2Fb',
  'a%2fa',
  '%5c',
  '%00',
  'a%25',
  '%252F',
  'a%2525',
  '%25b',
  '%',
  '%4',
  '%zz',
  '%C0%AF',
  '%C3',
  'a b',
  'a\\b',
  'a#b',
  'a?b',
  '\u200b',
  '\ud800',
  '\ufffd',
  '\u0085',
  '%C2%85',
  '\uff41',
  '\uff0e',
  '\uff0f',
  '\u2025',
  '%c3%a9',
  '%41',
  '%3a',
  'a%3ab',
  'a%3Aa',
  '%40',
  'b%2Ba',
  'A.',
  'a%20',
  'a.%20',
  'a...',
  'a\u200d',
  'k\u212a',
  '"',
  '{x}',
  'a%2Da',
  'a%2da',
  '...',
  '0%20',
  'x%E3%80%80',
  '%ff',
  '%ed%a0%80',
  '%3F',
  'a%3Fb',
  'a%23',
  '%20%23a',
  'a%20%3Fa',
  '..%3Fa',
  '...%23',
  '\uff1f',
  'a\uff03b',
  'A\uff1bb',
  '\u037ea',
  'a\ufe54\uff1b',
  '\u00bf',
  'a\u2049b',
  '%20a',
  '.a',
  '\u3000a',
  'b\u1680',
  '\u00a0',
  '\u25cba',
  '%20',
  '\u00a5',
  '\u20a9',
  '\uff052e',
  '\u066a%32e',
  '\ufdfa\ufdfa\ufdfa\ufdfa',
  'a\u3164',
  'a%3Fb%23c\uff1bd',
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.constantFrom('c', 'd', 'c:a', 'c:A', 'c-a', 'cab', 'ac', 'acb', 'c-a-b', 'c0', 'c%200') },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
);

const randomPath = fc.array(piece, { minLength: 0, maxLength: 6 }).map((pieces) => '/' + pieces.join('/'));

/** The template with its parameters filled, so that requests reach it more often than not. */
function filled(route: OracleRoute, fillings: readonly string[]): string {
  let next = 0;
  return route.template.replace(/\{(\+?)[^}]*\}/g, (_text, plus: string) => {
    const one = fillings[next++ % fillings.length]!;
    return plus === '' ? one : one + '/' + fillings[next++ % fillings.length]!;
  });
}

/** Changes of one place that a hostile or careless client makes. */
function mutated(path: string, at: number, how: number): string {
  const place = at % (path.length + 1);
  const [before, after] = [path.slice(0, place), path.slice(place)];
  const character = after.charAt(0);
  switch (how) {
    case 0:
      return before + character.toUpperCase() + after.slice(1);
    case 1:
      return before + HOSTILE[at % HOSTILE.length]! + after;
    case 2:
      return before + after.slice(1);
    case 3:
      return character === '' || character > '\u007f' || character === '/'
        ? path
        : `${before}%${character.charCodeAt(0).toString(16).padStart(2, '0')}${after.slice(1)}`;
    case 4:
      return path + '/';
    default:
      return path;
  }
}

export interface Request {
  readonly method: string;
  readonly target: string;
  /** Scopes of the credential. */
  readonly held: readonly string[];
}

/** Requests for some routes: random ones, and ones made from a template of theirs. */
function requestsFor(known: readonly OracleRoute[], count: number): fc.Arbitrary<Request[]> {
  const near = fc
    .tuple(fc.constantFrom(...known), fc.array(piece, { minLength: 1, maxLength: 4 }), fc.nat(999), fc.nat(7))
    .map(([route, fillings, at, how]) => mutated(filled(route, fillings), at, how));
  const target = fc.oneof({ weight: 2, arbitrary: near }, { weight: 1, arbitrary: randomPath });
  const held = fc.subarray(['s0', 's1', 's2', 's3']);
  const request = fc.record({ method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'PUT'), target, held });
  return fc.array(request, { minLength: count, maxLength: count });
}

export function questions(count: number): fc.Arbitrary<{ known: OracleRoute[]; requests: Request[] }> {
  return routes.chain((known) => requestsFor(known, count).map((requests) => ({ known, requests })));
}
