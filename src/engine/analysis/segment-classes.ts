import { ScopegateError } from '../../base/errors.js';
import type { Pattern } from './common-text.js';
import { decodeCanonical, foldText } from '../path/fold.js';

/** Segments that the same ones of some patterns match, and one of them. */
export interface SegmentClass {
  readonly text: string;
  /** Places in the list of patterns, ascending. */
  readonly matched: readonly number[];
}

/** Tried in this order where parameters are free: what is left when all are taken is a character that nobody writes. */
const FREE = Array.from('x1q7zkwjv0y9~_-abcdefghilmnoprstu234568');
const FIRST_IDEOGRAPH = 0x4e00;
const MAX_STATES = 50_000;

/**
 * Every set of the patterns that some segment matches exactly, which is none of the literals; the empty set among them.
 * All patterns have parameters. The search is complete: it goes through the deterministic automaton of all patterns, with
 * one character standing for all that occur in none of them.
 *
 * Each comes with a shortest segment that holds this character and with one that does not, where there are such: what is
 * made of the texts of patterns alone can be a misspelling of something, and what is not can be, too.
 *
 * @throws ScopegateError `resource_exhausted` when that automaton has more states than can be gone through
 */
export function segmentClasses(patterns: readonly Pattern[], literals: readonly string[]): readonly SegmentClass[] {
  const alphabet = new Set(patterns.flatMap((pattern) => pattern.flatMap(unitsOf)));
  const free = freeUnit(alphabet, literals);
  // Whatever holds the free character is no literal and no dot segment; of the rest, only these could be one.
  const confined = [...literals, '.', '..'].filter((text) => unitsOf(text).every((unit) => alphabet.has(unit)));
  const automaton = new GlobAutomaton([...patterns, ...confined.map((text) => [text])]);
  const found = new Map<string, SegmentClass>();
  for (const { text, places, isFree } of automaton.reachable(free, alphabet)) {
    const matched = automaton.matchedAt(places);
    if (matched.some((place) => place >= patterns.length)) continue;
    const key = `${String(isFree)} ${matched.join()}`;
    if (!found.has(key)) found.set(key, { text, matched });
  }
  return [...found.values()];
}

/** Characters of a canonical text, an escaped one whole. */
function unitsOf(text: string): string[] {
  return text.match(/%[0-9A-F]{2}(?:%[89AB][0-9A-F])*|[^]/g) ?? [];
}

/** A character that no pattern holds and no literal, whatever servers may overlook. */
function freeUnit(alphabet: ReadonlySet<string>, literals: readonly string[]): string {
  const taken = new Set<string>();
  for (const text of [...alphabet, ...literals]) for (const unit of foldText(decodeCanonical(text))) taken.add(unit);
  const free = FREE.find((unit) => !taken.has(unit));
  if (free !== undefined) return free;
  let codePoint = FIRST_IDEOGRAPH;
  while (taken.has(String.fromCodePoint(codePoint))) codePoint += 1;
  return encodeURIComponent(String.fromCodePoint(codePoint));
}

/** Stands for any one character in the steps of a pattern, and for as many more as there may be after it. */
const ANY_UNIT = null;

/** A state: places of the patterns at which the text can stand. */
interface Reached {
  readonly places: readonly number[];
  readonly text: string;
  /** Whether the text holds the free character. */
  readonly isFree: boolean;
}

class GlobAutomaton {
  /** One after the other the steps of all patterns, each list ended by the number of its pattern. */
  private readonly steps: (string | number | null)[] = [];
  private readonly starts: number[] = [];

  constructor(patterns: readonly Pattern[]) {
    for (const [number, pattern] of patterns.entries()) {
      this.starts.push(this.steps.length);
      for (const [index, piece] of pattern.entries()) {
        if (index > 0) this.steps.push(ANY_UNIT);
        this.steps.push(...unitsOf(piece));
      }
      this.steps.push(number);
    }
  }

  /** Every state that can be reached, with the free character and without, by a shortest text; shorter ones first. */
  *reachable(free: string, others: ReadonlySet<string>): Generator<Reached> {
    const alphabet = [free, ...others];
    const seen = new Set<string>();
    const waiting: Reached[] = [{ places: this.starts, text: '', isFree: false }];
    for (const { places, text, isFree } of waiting) {
      for (const unit of alphabet) {
        const next = { places: this.after(places, unit), text: text + unit, isFree: isFree || unit === free };
        const key = `${String(next.isFree)} ${next.places.join()}`;
        if (seen.has(key)) continue;
        if (seen.size === MAX_STATES) throw tooMany();
        seen.add(key);
        yield next;
        waiting.push(next);
      }
    }
  }

  /** Numbers of the patterns that end at one of these places, ascending. */
  matchedAt(places: readonly number[]): readonly number[] {
    return places.map((place) => this.steps[place]).filter((step) => typeof step === 'number');
  }

  private after(places: readonly number[], unit: string): number[] {
    const next: number[] = [];
    for (const place of places) {
      // After a parameter: it may take this character, too.
      if (this.steps[place - 1] === ANY_UNIT && next.at(-1) !== place) next.push(place);
      const step = this.steps[place];
      if (step === ANY_UNIT || step === unit) next.push(place + 1);
    }
    return next;
  }
}

function tooMany(): ScopegateError {
  return new ScopegateError(
    'resource_exhausted',
    'templates with text around parameters, at one place, combine in too many ways to be compared exactly',
  );
}
