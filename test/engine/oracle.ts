import { softenedTemplate, softenedUnits } from './softened.js';

/**
 * A second, slow opinion on routing: templates are compared with the path one by one, with regular expressions, lists
 * and strings, and nothing of `src/engine` is used. It knows the rules of `docs/templates.md`, not the details of
 * refusals: a request is refused, reaches an endpoint, or reaches none.
 */
export interface OracleRoute {
  readonly method: string;
  readonly template: string;
  readonly encoded: readonly ('slash' | 'percent')[];
}

export type Verdict =
  | { readonly refused: true }
  /** `mayRefuse`: the rules ask for no refusal, but what some server may make of the path comes near to another endpoint. */
  | { readonly refused: false; readonly mayRefuse: boolean; readonly route: number; readonly path: string };

const REFUSED: Verdict = { refused: true };

/** One character of a canonical segment: raw, or all its escapes. */
type Units = readonly string[];

const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\u{e0000}-\u{e0fff}]|\p{Noncharacter_Code_Point}/u;

/** What servers trim: white space, dots, and what code page 874 turns into control characters. */
const TRIMMED = `[\\p{White_Space}.\u263a\u263b\u2665\u2666\u2663\u2660\u25d8\u25cb\u25d9\u2642\u2640\u266a\u266b\u263c\u25ba\u25c4\u2195\u00b6\u00a7\u25ac\u21a8\u2191\u2193\u2192\u2190\u221f\u2194\u25b2\u25bc\u2302]`;
const ENDS = new RegExp(`^${TRIMMED}+|${TRIMMED}+$`, 'gu');
const BLANK = new RegExp(`^${TRIMMED}*$`, 'u');
/** What ends a path, or a segment, in the eyes of some server. */
const DELIMITERS = Array.from('?#\u00bf\u037e\u2047\u2048\u2049\ufe14\ufe16\ufe54\ufe56\ufe5f\uff03\uff1b\uff1f');
/** With more readings the engine may find that they are too much work. */
const MAX_READINGS = 7;
/** More of them are not gone through. */
const MOST_READINGS = 400;

export function judge(routes: readonly OracleRoute[], method: string, target: string): Verdict {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Z]{1,32}$/.test(method) || method === '*') return REFUSED;
  const path = canonical(target);
  if (path === null) return REFUSED;
  const opaque = lookUp(routes, method, path);
  const escapes = new Set(path.match(/%(?:2F|25|21|24|26|27|28|29|2A|2B|2C|3D|3A|40)/g));
  const allowed = opaque.route < 0 ? [] : routes[opaque.route]!.encoded;
  if (escapes.has('%25') && !allowed.includes('percent')) return REFUSED;
  if (escapes.has('%2F') && !allowed.includes('slash')) return REFUSED;
  const reserved = (text: string) => text.replace(/%(?:21|24|26|27|28|29|2A|2B|2C|3D|3A|40)/g, decodeURIComponent);
  const slashes = (text: string) => text.replaceAll('%2F', '/');
  const decoded = new Set([path, reserved(path), slashes(path), slashes(reserved(path))]);
  const template = opaque.route < 0 ? '' : routes[opaque.route]!.template;
  let mayRefuse = false;
  for (const reading of decoded) {
    const other = canonical(reading);
    if (other === null) return REFUSED;
    const found = lookUp(routes, method, other);
    if (reading !== path && found.route >= 0 && (found.route !== opaque.route || found.isConfusable)) return REFUSED;
    if (!template.includes('{') || other !== reserved(other)) continue;
    mayRefuse ||= found.isConfusable || found.isNearHead === true;
    const readings = Array.from(firstOf(readingsOf(other, template), MOST_READINGS));
    if (readings.length > MAX_READINGS) mayRefuse = true;
    // The engine also reads a segment folded and yet untrimmed.
    const softened = routes.map((one) => ({ ...one, template: softenedTemplate(one.template) }));
    const folded = readings.map((segments) => segments.map(softenedUnits));
    mayRefuse ||= leadsToAnother(softened, method, opaque.route, folded, other);
    for (const segments of readings) {
      const cut = lookUpSegments(routes, method, segments, other);
      if (cut.route >= 0 && cut.route !== opaque.route) return REFUSED;
      // Where a reading leads nowhere, the engine may count one with another reading of the same segment that leads elsewhere.
      mayRefuse ||=
        cut.isConfusable ||
        cut.isNearHead === true ||
        (cut.route < 0 && leadsToAnother(routes, method, opaque.route, readings, other));
    }
  }
  if (opaque.route >= 0 && opaque.isConfusable) return REFUSED;
  return { refused: false, mayRefuse, route: opaque.route, path };
}

/** Whether a reading is that of another template, whatever comes before it. */
function leadsToAnother(
  ...[routes, method, found, readings, path]: [
    readonly OracleRoute[],
    string,
    number,
    readonly (readonly Units[])[],
    string,
  ]
): boolean {
  const others = routes.filter((_one, at) => at !== found);
  return others.some((one) => readings.some((units) => lookUpSegments([one], method, units, path).route >= 0));
}

function* firstOf<T>(all: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const one of all) {
    if (left-- === 0) return;
    yield one;
  }
}

/** A reading of one segment: a server may take it for the last one of the path where it is cut. */
interface SegmentReading {
  readonly units: Units;
  readonly isCut: boolean;
  /** Servers may drop what is blank. */
  readonly isBlank: boolean;
}

/** What servers that cut and trim make of a canonical path, each segment apart from the others. */
function* readingsOf(path: string, template: string): Generator<readonly Units[]> {
  const segments = segmentsOf(path);
  const spelt = decodeURIComponent(template);
  const ofSegments = segments.map((units) => segmentReadings(units, spelt));
  if (ofSegments.every((one) => one.length === 1)) return;
  for (const reading of combined(ofSegments)) yield reading.length === 0 ? [[]] : reading;
}

function* combined(segments: readonly (readonly SegmentReading[])[]): Generator<readonly Units[]> {
  const [first, ...rest] = segments;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const { units, isCut, isBlank } of first) {
    const isEnd = isCut || rest.length === 0;
    if (isCut) yield [units];
    if (isCut && isBlank) yield [];
    for (const following of combined(rest)) {
      if (units.length > 0 || (isEnd && following.length === 0)) yield [units, ...following];
      if (isBlank) yield following;
    }
  }
}

function segmentReadings(units: Units, spelt: string): SegmentReading[] {
  const cuts = DELIMITERS.filter((one) => textOf(units).includes(one) && !spelt.includes(one));
  const stumps = cuts.flatMap((one) => {
    const before = units.slice(
      0,
      units.findIndex((unit) => textOf([unit]) === one),
    );
    return one === '\u2049' ? [before, [...before, '!']] : [before];
  });
  const all = [units, ...stumps].flatMap((one, at) =>
    trims(one, spelt).map((left) => ({
      units: left,
      isCut: at > 0,
      isBlank: units.length > 0 && fold(textOf(left)) === '',
    })),
  );
  const known = new Set<string>();
  return all.filter((one) => {
    const key = `${one.units.join('')} ${String(one.isCut)}`;
    return !known.has(key) && known.add(key);
  });
}

/** A text without what servers trim: some kinds of characters go from either end, so that a row of equal ones goes or stays. */
function trims(units: Units, spelt: string): Units[] {
  const isTrimmed = (unit: string) => BLANK.test(compatibilityForm(textOf([unit])));
  const keepsBefore = (unit: string) => spelt.includes(`/${textOf([unit])}`);
  const keepsBehind = (unit: string) => new RegExp(`${textOf([unit]).replace('.', '\\.')}(?:/|$)`).test(spelt);
  const starts = [0];
  while (isTrimmed(units[starts[0]!] ?? 'x') && !keepsBefore(units[starts[0]!]!)) {
    const row = units.findIndex((unit, at) => at > starts[0]! && unit !== units[starts[0]!]);
    starts.unshift(row < 0 ? units.length : row);
  }
  const ends = [units.length];
  while (isTrimmed(units[ends[0]! - 1] ?? 'x') && !keepsBehind(units[ends[0]! - 1]!)) {
    ends.unshift(units.findLastIndex((unit, at) => at < ends[0]! && unit !== units[ends[0]! - 1]) + 1);
  }
  return starts.flatMap((start) => ends.map((end) => units.slice(start, Math.max(start, end))));
}

const compatibilityForm = (text: string): string => withoutIgnorables(text).normalize('NFKC');

const textOf = (units: Units): string => decodeURIComponent(units.join(''));

function segmentsOf(path: string): readonly Units[] {
  return path
    .slice(1)
    .split('/')
    .map((segment) => unitsOf(segment)!);
}

/** The canonical path; null for one that is refused. */
function canonical(target: string): string | null {
  const raw = target.replace(/\?[^]*$/, '');
  if (
    !raw.startsWith('/') ||
    new TextEncoder().encode(raw).length > 8192 ||
    /[\p{Cc} \\;#]/u.test(raw) ||
    /\p{Surrogate}/u.test(raw)
  )
    return null;
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return null;
  const segments: string[] = [];
  for (const segment of raw.slice(1).split('/')) {
    const units = unitsOf(segment);
    if (units === null) return null;
    segments.push(units.join(''));
  }
  const path = '/' + segments.join('/');
  const isBad = segments.some((segment, index) => !isGoodSegment(segment, index === segments.length - 1));
  if (isBad || path.length > 8192 || segments.length > 64 || hidesEscape(path)) return null;
  return isDotsBeforeEnd(segments) || grows(path) ? null : path;
}

function isGoodSegment(segment: string, isLast: boolean): boolean {
  if (segment === '') return isLast;
  const text = decodeURIComponent(segment);
  const mapped = withoutIgnorables(text).normalize('NFKC');
  if (/[\u00a5\u00b4\u2044\u20a9\u2215\u2216]/.test(text + mapped)) return false;
  if (mapped === '' || /^\.{1,2}$/.test(mapped) || mapped.includes('\\')) return false;
  if (/\p{M}{31}/u.test(withoutIgnorables(text))) return false;
  if (text !== toAscii(text) && /[%\u066a](?:25)*(?!25)(?:[0-9a-f]{2}|u)/i.test(mapped)) return false;
  // Dots among spaces, or dots that are none yet: a server that maps and drops sees a dot segment.
  if (BLANK.test(mapped) && mapped.includes('.') && (mapped !== mapped.replaceAll(/[^.]/g, '') || text !== mapped))
    return false;
  return mapped.split('/').length === text.split('/').length;
}

const toAscii = (text: string): string => text.replaceAll(/[^\0-\x7f]/g, '');
const withoutIgnorables = (text: string): string => text.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');

/** Nothing but dots and blanks before the place where some server would end the path, or the segment. */
function isDotsBeforeEnd(segments: readonly string[]): boolean {
  const texts = segments.map((segment) => decodeURIComponent(segment));
  const beginnings = texts.flatMap((text) =>
    DELIMITERS.filter((one) => text.includes(one)).map((one) => text.slice(0, text.indexOf(one))),
  );
  const mapped = beginnings.map((beginning) => withoutIgnorables(beginning).normalize('NFKC'));
  return mapped.some((beginning) => BLANK.test(beginning) && beginning.includes('.'));
}

/** Whether the compatibility form of a path, or that in lower or upper case, is much longer than the path. */
function grows(path: string): boolean {
  const text = withoutIgnorables(decodeURIComponent(path));
  const mapped = text.normalize('NFKC');
  const lengths = [mapped, mapped.toLowerCase(), mapped.toLowerCase().toUpperCase()].map(({ length }) => length);
  return Math.max(...lengths) - text.length > 64 + path.length / 8;
}

function hidesEscape(path: string): boolean {
  return /%25(?:25)*(?:[0-9A-Fa-f]{2}|[uU])/.test(path.replaceAll(/(?<=%25)(?:25)+/g, ''));
}

function unitsOf(segment: string): Units | null {
  const units: string[] = [];
  for (const run of segment.match(/(?:%[0-9A-Fa-f]{2})+|[^]/gu) ?? []) {
    let text: string;
    try {
      text = decodeURIComponent(run);
    } catch {
      return null;
    }
    for (const character of text) {
      const wasEscaped = run.startsWith('%');
      if (/[\p{Cc}\\;\ufffd]/u.test(character) || INVISIBLE.test(character)) return null;
      const isPlain = /[A-Za-z0-9\-._~]/.test(character) || (!wasEscaped && /[!$&'()*+,=:@]/.test(character));
      const escaped = Array.from(
        new TextEncoder().encode(character),
        (byte) => '%' + byte.toString(16).toUpperCase().padStart(2, '0'),
      );
      units.push(isPlain ? character : escaped.join(''));
    }
  }
  return units;
}

function fold(text: string): string {
  const mapped = withoutIgnorables(text).normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return mapped
    .replace(/i\u0307/g, 'i')
    .replace(/\u03c2/g, '\u03c3')
    .normalize('NFKC')
    .replaceAll(ENDS, '');
}

interface Element {
  readonly pieces: readonly Units[];
  readonly multiAt: number;
  readonly shape: string;
}

function elementsOf(template: string): Element[] {
  return template
    .slice(1)
    .split('/')
    .map((segment) => {
      const parameters = segment.match(/\{[^}]*\}/g) ?? [];
      const pieces = segment.split(/\{[^}]*\}/).map((piece) => unitsOf(piece)!);
      const multiAt = parameters.findIndex((parameter) => parameter.startsWith('{+'));
      const shape = pieces.map((piece, k) => piece.join('') + (parameters[k]?.replace(/[^{}+]/g, '') ?? '')).join('');
      return { pieces, multiAt, shape };
    });
}

/** What comes of comparing one template with the path, in its place among all that come of the others. */
interface Event {
  /** One entry for each element: class, then what orders equals. */
  readonly rank: readonly (readonly (number | string)[])[];
  /** Null for a near miss that servers may overlook. */
  readonly shape: string | null;
}

const CLASSES = { literal: 0, mixed: 2, parameter: 4, multiMixed: 5, multi: 7 } as const;
const END = [9];

function classOf({ pieces, multiAt }: Element): number {
  if (pieces.length === 1) return CLASSES.literal;
  const isBare = pieces.length === 2 && pieces.every((piece) => piece.length === 0);
  if (multiAt >= 0) return isBare ? CLASSES.multi : CLASSES.multiMixed;
  return isBare ? CLASSES.parameter : CLASSES.mixed;
}

function rankOf(element: Element): (number | string)[] {
  const sizes = element.pieces.map((piece) => piece.join('').length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return element.pieces.length === 1
    ? [CLASSES.literal, element.shape]
    : [classOf(element), -total, -sizes[0]!, -sizes[sizes.length - 1]!, element.shape];
}

function lookUp(
  routes: readonly OracleRoute[],
  method: string,
  path: string,
): { route: number; isConfusable: boolean; isNearHead?: boolean } {
  return lookUpSegments(routes, method, segmentsOf(path), path);
}

/** Looks up segments that a server has made of a canonical path. */
function lookUpSegments(
  routes: readonly OracleRoute[],
  method: string,
  segments: readonly Units[],
  path: string,
): { route: number; isConfusable: boolean; isNearHead?: boolean } {
  const shapes = new Map<string, Element[]>();
  for (const { template } of routes) {
    const elements = elementsOf(template);
    shapes.set(elements.map(({ shape }) => '/' + shape).join(''), elements);
  }
  const events = [...shapes].flatMap(([shape, elements]) => eventsOf(shape, elements, segments, path));
  events.sort((a, b) => compareRanks(a.rank, b.rank));
  const exact = scan(routes, events, method);
  if (method !== 'HEAD' || (exact.route >= 0 && routes[exact.route]!.method === 'HEAD')) return exact;
  return { ...scan(routes, events, 'GET'), isNearHead: exact.isConfusable };
}

function scan(routes: readonly OracleRoute[], events: readonly Event[], method: string) {
  let isConfusable = false;
  for (const { shape } of events) {
    if (shape === null) {
      isConfusable = true;
      continue;
    }
    const ofShape = (route: OracleRoute) =>
      elementsOf(route.template)
        .map((one) => '/' + one.shape)
        .join('') === shape;
    const own = routes.findIndex((route) => route.method === method && ofShape(route));
    const route = own >= 0 ? own : routes.findIndex((one) => one.method === '*' && ofShape(one));
    if (route >= 0) return { route, isConfusable };
  }
  return { route: -1, isConfusable };
}

function compareRanks(a: Event['rank'], b: Event['rank']): number {
  for (let k = 0; k < Math.max(a.length, b.length); k++) {
    const [left, right] = [a[k] ?? END, b[k] ?? END];
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const [x, y] = [left[i] ?? 0, right[i] ?? 0];
      if (x !== y) return x < y ? -1 : 1;
    }
  }
  return 0;
}

function eventsOf(shape: string, elements: readonly Element[], segments: readonly Units[], path: string): Event[] {
  const events: Event[] = [];
  const rank: (number | string)[][] = [];
  const isOdd = /%|\/\.|\.(?:\/|$)/.test(path);
  const isBeyondAscii = /%[89A-F]/.test(path);
  let places = new Set([0]);
  for (const element of elements) {
    const exact = advance(element, places, segments, false);
    const folded = advance(element, places, segments, true);
    const kind = classOf(element);
    if (kind === CLASSES.literal) {
      if ([...places].some((at) => at < segments.length && isConfusableLiteral(element, segments[at]!)))
        events.push({ rank: [...rank, [kind + 1]], shape: null });
    } else if (kind !== CLASSES.parameter && kind !== CLASSES.multi) {
      const isMarked =
        [...folded].some((at) => !exact.has(at)) || (isBeyondAscii && [...exact].some((at) => !folded.has(at)));
      // In a path of plain characters the templates that match it come first.
      if (isMarked)
        events.push({ rank: isOdd ? [...rank, rankOf(element), [-1]] : [...rank, [kind + 1]], shape: null });
    }
    rank.push(rankOf(element));
    places = exact;
    if (places.size === 0) return events;
  }
  if (places.has(segments.length)) events.push({ rank: [...rank, END], shape });
  return events;
}

function isConfusableLiteral({ pieces }: Element, segment: Units): boolean {
  const [literal, text] = [pieces[0]!.join(''), segment.join('')];
  return literal !== text && fold(decodeURIComponent(literal)) === fold(decodeURIComponent(text));
}

/** The places of the path behind every stretch that an element takes. */
function advance(
  element: Element,
  places: ReadonlySet<number>,
  segments: readonly Units[],
  isFolded: boolean,
): Set<number> {
  const { multiAt } = element;
  const pieces = isFolded ? foldedPieces(element) : element.pieces;
  const at = (place: number) => (isFolded ? foldedUnits(segments[place]!) : segments[place]!);
  const behind = new Set<number>();
  for (const place of places) {
    if (place >= segments.length) continue;
    if (matches(pieces, at(place))) behind.add(place + 1);
    if (multiAt < 0 || !matches([...pieces.slice(0, multiAt + 1), []], at(place))) continue;
    for (let last = place + 1; last < segments.length && segments[last]!.length > 0; last++) {
      if (matches([[], ...pieces.slice(multiAt + 1)], at(last))) behind.add(last + 1);
    }
  }
  return behind;
}

function foldedUnits(segment: Units): Units {
  return Array.from(fold(decodeURIComponent(segment.join(''))));
}

function foldedPieces({ pieces }: Element): Units[] {
  return pieces.map((piece, k) => {
    const [before, after] = [k === 0 ? '' : '0', k === pieces.length - 1 ? '' : '0'];
    const text = fold(before + textOf(piece) + after);
    return Array.from(text.slice(before.length, text.length - after.length));
  });
}

/** Whether the pieces fill the segment, in order, with one unit or more between each two. */
function matches(pieces: readonly Units[], segment: Units): boolean {
  const [first, ...rest] = pieces;
  if (first === undefined || !first.every((unit, k) => segment[k] === unit)) return false;
  if (rest.length === 0) return first.length === segment.length;
  for (let skip = first.length + 1; skip <= segment.length; skip++) {
    if (matches(rest, segment.slice(skip))) return true;
  }
  return false;
}
