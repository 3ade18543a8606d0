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
  { readonly refused: true } | { readonly refused: false; readonly route: number; readonly path: string };

const REFUSED: Verdict = { refused: true };

/** One character of a canonical segment: raw, or all its escapes. */
type Units = readonly string[];

const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\u{e0000}-\u{e0fff}]|\p{Noncharacter_Code_Point}/u;

const JOINERS = /\u200c|\u200d|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]/g;

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
  for (const reading of new Set([reserved(path), slashes(path), slashes(reserved(path))])) {
    const other = canonical(reading);
    if (other === null) return REFUSED;
    const found = lookUp(routes, method, other);
    if (found.route >= 0 && (found.route !== opaque.route || found.isConfusable)) return REFUSED;
  }
  if (opaque.route >= 0 && opaque.isConfusable) return REFUSED;
  return { refused: false, route: opaque.route, path };
}

/** The canonical path; null for one that is refused. */
function canonical(target: string): string | null {
  const raw = target.replace(/\?[^]*$/, '');
  if (!raw.startsWith('/') || raw.length > 8192 || /[\p{Cc} \\;#]/u.test(raw) || /\p{Surrogate}/u.test(raw))
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
  return isBad || path.length > 8192 || segments.length > 64 || hidesEscape(path) ? null : path;
}

function isGoodSegment(segment: string, isLast: boolean): boolean {
  if (segment === '') return isLast;
  const text = decodeURIComponent(segment);
  if (/[\u2044\u2215\u2216]/.test(text)) return false;
  const mapped = text.normalize('NFKC').replace(JOINERS, '');
  if (mapped === '' || /^\.{1,2}$/.test(mapped) || mapped.includes('\\')) return false;
  // Dots among spaces, or dots that are none yet: a server that maps and drops sees a dot segment.
  if (/^[. ]+$/.test(mapped) && mapped.includes('.') && (mapped.includes(' ') || text !== mapped)) return false;
  return mapped.split('/').length === text.split('/').length;
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
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/i\u0307/g, 'i')
    .normalize('NFKC');
  return plain.replace(JOINERS, '').replace(/[. ]+$/, '');
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
): { route: number; isConfusable: boolean } {
  const segments = path
    .slice(1)
    .split('/')
    .map((segment) => unitsOf(segment)!);
  const shapes = new Map<string, Element[]>();
  for (const { template } of routes) {
    const elements = elementsOf(template);
    shapes.set(elements.map(({ shape }) => '/' + shape).join(''), elements);
  }
  const events = [...shapes].flatMap(([shape, elements]) => eventsOf(shape, elements, segments));
  events.sort((a, b) => compareRanks(a.rank, b.rank));
  const exact = scan(routes, events, method);
  if (method !== 'HEAD' || (exact.route >= 0 && routes[exact.route]!.method === 'HEAD')) return exact;
  return scan(routes, events, 'GET');
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

function eventsOf(shape: string, elements: readonly Element[], segments: readonly Units[]): Event[] {
  const events: Event[] = [];
  const rank: (number | string)[][] = [];
  let places = new Set([0]);
  for (const element of elements) {
    const exact = advance(element, places, segments, false);
    const folded = advance(element, places, segments, true);
    const kind = classOf(element);
    const isMarked =
      kind === CLASSES.literal
        ? [...places].some((at) => at < segments.length && isConfusableLiteral(element, segments[at]!))
        : [...folded].some((at) => !exact.has(at));
    if (isMarked && kind !== CLASSES.parameter && kind !== CLASSES.multi) {
      events.push({ rank: [...rank, [kind + 1]], shape: null });
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
    const text = decodeURIComponent(piece.join(''));
    return Array.from(k === pieces.length - 1 ? fold(text) : fold(text + 'x').slice(0, -1));
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
