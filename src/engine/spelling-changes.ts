import type { CompiledApi } from './compile.js';
import { pathClasses } from './path-classes.js';
import type { Routed, Router } from './route.js';
import { methodsOf, shapesOf, unnamedMethod } from './route-pairs.js';
import { parseTemplate } from './template.js';
import type { Template } from './template.js';

/** A request that one version refuses because it looks like another one, and that the other version decides. */
export interface SpellingChange {
  readonly method: string;
  readonly path: string;
  /** Number of the endpoint that decides it; -1 on the side where it is refused. */
  readonly before: number;
  readonly after: number;
  /** `confusable_segment`, as a rule. */
  readonly refusal: string;
}

/** Templates that are new or gone; with more, a whole API has come or gone, and nobody looks at its misspellings. */
const MAX_TEMPLATES = 1_000;

/**
 * Misspellings of texts of templates that came or went: beside a parameter they are refused for as long as the text is
 * there. One for each endpoint that would decide them otherwise.
 */
export function findSpellingChanges(
  { before, after }: { readonly before: CompiledApi; readonly after: CompiledApi },
  router: Router,
): readonly SpellingChange[] {
  const shapes = [...shapesOf(before, after).values()];
  const moved = shapes.filter(({ methods }) => {
    const pairs = [...methods.values()];
    return pairs.every((pair) => pair.before < 0) || pairs.every((pair) => pair.after < 0);
  });
  if (moved.length > MAX_TEMPLATES) return [];
  const misspelt = moved.flatMap(({ template }) => misspellingsOf(template));
  const templates = [...shapes.map(({ template }) => template), ...misspelt];
  const unnamed = unnamedMethod(shapes);
  const found = new Map<string, SpellingChange>();
  for (const { path, templates: matched } of pathClasses(templates, (place) => place >= shapes.length)) {
    const known = matched.flatMap((place) => shapes[place] ?? []);
    for (const method of methodsOf(known, unnamed)) {
      const change = compare(router.route(before, method, path), router.route(after, method, path));
      if (change === null) continue;
      const key = `${String(change.before)} ${String(change.after)}`;
      if (!found.has(key)) found.set(key, { method, path, ...change });
    }
  }
  return [...found.values()];
}

function compare(before: Routed, after: Routed): Omit<SpellingChange, 'method' | 'path'> | null {
  const isRefusedNow = after.refusal !== '' && before.endpointIndex >= 0;
  const wasRefused = before.refusal !== '' && after.endpointIndex >= 0;
  if (!isRefusedNow && !wasRefused) return null;
  return {
    before: before.endpointIndex,
    after: after.endpointIndex,
    refusal: before.refusal + after.refusal,
  };
}

/** For each text of the template: paths that have it misspelt, whatever follows. */
function misspellingsOf(template: Template): readonly Template[] {
  const { segments } = template;
  const rest = parseTemplate('/{+rest}').segments;
  return segments.flatMap((segment, index) => {
    const pieces = misspelt(segment.pieces);
    if (pieces === null) return [];
    const upTo = [...segments.slice(0, index), { ...segment, pieces }];
    return [
      { ...template, segments: upTo },
      { ...template, segments: [...upTo, ...rest] },
    ];
  });
}

/** The last text that is one in the other letter case, or with a dot behind it; null where there is no text. */
function misspelt(pieces: readonly string[]): readonly string[] | null {
  const place = pieces.findLastIndex((piece) => piece !== '');
  const text = pieces[place];
  if (text === undefined) return null;
  const at = text.search(/[A-Za-z%]/);
  const one = text.charAt(at);
  // The digits of an escape are no letters.
  if (one === '' || one === '%') return pieces.with(place, `${text}.`);
  const other = one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase();
  return pieces.with(place, text.slice(0, at) + other + text.slice(at + 1));
}
