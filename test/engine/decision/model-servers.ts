/**
 * A family of servers that a gateway may stand before, independent of `src/engine`: each decodes a path once, maps its characters, cuts
 * it before some delimiters, trims some characters, collapses what is empty, and then looks for the first template that matches.
 */
import type { randomFrom } from './random-choices.js';

export const FOLDS = ['none', 'NFKC', 'NFKC and letter case', 'best fit'] as const;

export interface ModelServer {
  readonly fold: (typeof FOLDS)[number];
  /** Whether it splits the path at slashes before it decodes, and cuts each segment; else it cuts the path. */
  readonly splitsFirst: boolean;
  readonly delimiters: string;
  readonly trims: 'none' | 'leading' | 'trailing' | 'both';
  readonly trimmed: string;
  /** Whether it trims before it maps characters. */
  readonly trimsFirst: boolean;
  readonly collapses: boolean;
}

/** What best-fit tables of Windows code pages make of characters that delimit or are trimmed. */
const BEST_FIT: Readonly<Record<string, string>> = {
  '\u00bf': '?',
  '\u037e': ';',
  '\uff1f': '?',
  '\uff03': '#',
  '\uff1b': ';',
  '\u00a0': ' ',
  '\u2003': ' ',
  '\u3000': ' ',
  '\u263a': '\u0001',
  '\uff0e': '.',
  '\uff1a': ':',
  '\uff21': 'A',
};

export function serverFrom(random: ReturnType<typeof randomFrom>): ModelServer {
  const subset = (all: readonly string[]) => all.filter(() => random.below(2) === 0).join('');
  return {
    fold: random.of(FOLDS),
    splitsFirst: random.below(2) === 0,
    delimiters: subset(['?', '#', ';']),
    trims: random.of(['none', 'leading', 'trailing', 'both'] as const),
    trimmed: subset([' ', '.', '\u00a0', '\u3000', '\u2003', '\u0001']),
    trimsFirst: random.below(2) === 0,
    collapses: random.below(2) === 0,
  };
}

/** The template that the server serves; null for none. */
export function serve(server: ModelServer, templates: readonly string[], target: string): string | null {
  const segments = segmentsOf(server, target);
  const matching = templates.filter((template) => expressionOf(template, server).test(segments.join('/')));
  return matching.sort((a, b) => compare(rankOf(a), rankOf(b)))[0] ?? null;
}

function segmentsOf(server: ModelServer, target: string): string[] {
  const { splitsFirst, trimsFirst, collapses } = server;
  const early = (text: string) => (trimsFirst ? trim(server, text) : text);
  const late = (text: string) => trim(server, text);
  const raw = target.slice(1).split('/');
  const mapped = raw.map((segment) => map(server, early(decodeURIComponent(segment))));
  const cut = splitsFirst
    ? mapped.map((segment) => cutText(server, segment))
    : cutText(server, mapped.join('/')).split('/');
  const trimmed = cut.map(late);
  return collapses ? trimmed.filter((segment) => segment !== '') : trimmed;
}

function map({ fold }: ModelServer, text: string): string {
  if (fold === 'none') return text;
  if (fold === 'best fit') return Array.from(text, (one) => BEST_FIT[one] ?? one).join('');
  const mapped = text.normalize('NFKC');
  return fold === 'NFKC' ? mapped : mapped.toLowerCase();
}

function cutText({ delimiters }: ModelServer, text: string): string {
  const places = Array.from(delimiters, (one) => text.indexOf(one)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...places));
}

function trim({ trims, trimmed }: ModelServer, text: string): string {
  let from = 0;
  let to = text.length;
  if (trims !== 'trailing' && trims !== 'none') while (from < to && trimmed.includes(text.charAt(from))) from++;
  if (trims !== 'leading' && trims !== 'none') while (to > from && trimmed.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function expressionOf(template: string, { fold }: ModelServer): RegExp {
  const source = template
    .slice(1)
    .split(/(\{\+?\w+\})/)
    .map((part) => {
      if (part.startsWith('{+')) return '[^/]+(?:/[^/]+)*';
      return part.startsWith('{') ? '[^/]+' : part.replace(/[.+?]/g, '\\$&');
    });
  return new RegExp(`^${source.join('')}$`, fold === 'NFKC and letter case' ? 'su' : 's');
}

/** Segment by segment: a literal, text with a parameter, a parameter, several segments with text, several segments. */
function rankOf(template: string): (readonly (number | string)[])[] {
  return template
    .slice(1)
    .split('/')
    .map((segment) => {
      const texts = segment.split(/\{\+?\w+\}/);
      if (texts.length === 1) return [0, segment];
      const length = texts.join('').length;
      const isMulti = segment.includes('{+');
      if (length === 0) return [isMulti ? 4 : 2, ''];
      return [isMulti ? 3 : 1, -length, -texts[0]!.length, -texts[texts.length - 1]!.length, segment];
    });
}

function compare(a: ReturnType<typeof rankOf>, b: ReturnType<typeof rankOf>): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    // A template that goes on comes before one that ends.
    const [left, right] = [a[at] ?? [9], b[at] ?? [9]];
    for (let field = 0; field < Math.max(left.length, right.length); field++) {
      const [x, y] = [left[field] ?? 0, right[field] ?? 0];
      if (x !== y) return x < y ? -1 : 1;
    }
  }
  return 0;
}
