import { PathReader } from '../path/canonical.js';
import { HAS_PERCENT, HAS_RESERVED, HAS_SLASH } from '../path/escaped-path.js';
import type { PathLimits } from '../path/canonical.js';
import type { CompiledApi } from './compile.js';
import { readSlashes, takeReserved } from '../path/decoded-path.js';
import { ALLOWS_PERCENT, ALLOWS_SLASH } from './endpoint-table.js';
import { GET, HEAD } from './methods.js';
import { NearMissSearch } from './near-miss.js';
import type { NearMiss } from './near-miss.js';
import { ReadingWalk } from './reading-walk.js';
import { refusalCode, refusalName } from '../path/refusal.js';
import { NO_ENDPOINT, NODE_SIZE } from '../trie/trie.js';
import type { Trie } from '../trie/trie.js';
import { PlainWalk, UNDECIDED } from '../trie/plain-walk.js';
import { Walk } from '../trie/walk.js';

export type { PathLimits } from '../path/canonical.js';

/** Where a request leads. */
export interface Routed {
  /** -1 when no endpoint has this method and path, and when the request is refused. */
  readonly endpointIndex: number;
  /** Why the method or path is not safe to decide; empty when it is. */
  readonly refusal: string;
  /** The path as it was decided; empty when it was refused. */
  readonly canonicalPath: string;
}

/** Finds endpoints. Holds nothing but room to work in: one serves every API, one request at a time. */
export interface Router {
  /**
   * The index of the endpoint; -1 for none; below that, -1 minus the number of a refusal (`refusalName`). Allocates
   * nothing unless the path holds characters beyond ASCII or an escaped reserved character.
   */
  find(api: CompiledApi, method: string, target: string): number;
  /** As `find`, with the canonical path; the answer may be kept. */
  route(api: CompiledApi, method: string, target: string): Routed;
  /**
   * Endpoints one difference away, best first; none where the method or path cannot be read. `reached` is the endpoint that
   * the request is known to reach; -1 where there is none, or it was refused.
   */
  nearMisses(api: CompiledApi, method: string, target: string, reached: number): NearMiss[];
}

const AMBIGUOUS = refusalCode('ambiguous_encoding');
const CONFUSABLE = refusalCode('confusable_segment');
const ENCODED_SLASH = refusalCode('encoded_slash');
const ENCODED_PERCENT = refusalCode('encoded_percent');

const EMPTY_TRIE: Trie = {
  nodes: new Int32Array(2 * NODE_SIZE),
  slots: new Int32Array(2),
  pool: new Uint8Array(),
  text: new DataView(new ArrayBuffer(0)),
  patterns: new Int32Array(),
  leaves: new Int32Array(1),
};

export function makeRouter(limits: Partial<PathLimits> = {}): Router {
  return new TrieRouter(limits);
}

/**
 * Steps that looking at other readings of one path may take: some are free, some bytes of the path add one, and each comparison with text
 * around parameters that the path itself needed adds several. With more of them the path is refused: it would cost many times as
 * much as a plain one of its length.
 */
const FREE_STEPS = 160;
const BYTES_PER_STEP = 8;
const STEPS_PER_COMPARISON = 8;

/** A search, and one for what else its path may be read as. */
interface Search {
  readonly walk: Walk;
  readonly readings: ReadingWalk;
}

class TrieRouter implements Router {
  private readonly plainWalk: PlainWalk;
  private readonly path: PathReader;
  private readonly walk: Walk;
  private readonly search: Search;
  /** For the path with its slashes decoded. */
  private readonly slashSearch: Search;
  /** For a path with its reserved characters decoded. */
  private readonly reservedSearch: Search;
  /** Steps that are left for other readings of the path. */
  private stepsLeft = 0;
  private readonly nearMissSearch: NearMissSearch;

  constructor(limits: Partial<PathLimits>) {
    this.path = new PathReader(limits);
    this.plainWalk = new PlainWalk(this.path.limits);
    this.walk = new Walk(this.path, EMPTY_TRIE);
    this.nearMissSearch = new NearMissSearch(this.walk);
    this.search = makeSearch(this.walk);
    this.slashSearch = makeSearch(new Walk(new PathReader(limits), EMPTY_TRIE));
    this.reservedSearch = makeSearch(new Walk(new PathReader(limits), EMPTY_TRIE));
  }

  find(api: CompiledApi, method: string, target: string): number {
    const number = api.methods.find(method);
    if (number < 0) return number - 1;
    const plain = number === HEAD ? UNDECIDED : this.plainWalk.find(api.trie, number, target);
    return plain === UNDECIDED ? this.findWhole(api, number, target) : plain;
  }

  private findWhole(api: CompiledApi, number: number, target: string): number {
    const refusal = this.path.read(target);
    if (refusal !== 0) return -1 - refusal;
    const found = search(this.walk, api, number);
    const isConfusable = found !== NO_ENDPOINT && this.walk.marked !== 0;
    this.stepsLeft =
      FREE_STEPS + Math.floor(this.path.byteCount / BYTES_PER_STEP) + this.walk.comparisons * STEPS_PER_COMPARISON;
    if (this.path.escapes !== 0) {
      const answer = this.findEscaped(api, number, found);
      return isConfusable && answer === found ? -1 - CONFUSABLE : answer;
    }
    return isConfusable || this.isCutElsewhere(this.search, api, number, found) ? -1 - CONFUSABLE : found;
  }

  route(api: CompiledApi, method: string, target: string): Routed {
    const number = api.methods.find(method);
    const plain = number < 0 || number === HEAD ? UNDECIDED : this.plainWalk.find(api.trie, number, target);
    if (plain !== UNDECIDED) {
      const { pathEnd } = this.plainWalk;
      return {
        endpointIndex: plain,
        refusal: '',
        canonicalPath: pathEnd === target.length ? target : target.slice(0, pathEnd),
      };
    }
    const found = number < 0 ? number - 1 : this.findWhole(api, number, target);
    if (found < NO_ENDPOINT) return { endpointIndex: -1, refusal: refusalName(-1 - found), canonicalPath: '' };
    return { endpointIndex: found, refusal: '', canonicalPath: this.path.canonicalPath() };
  }

  nearMisses(api: CompiledApi, method: string, target: string, reached: number): NearMiss[] {
    const number = api.methods.find(method);
    if (number < 0 || this.path.read(target) !== 0) return [];
    this.walk.trie = api.trie;
    const decided = reached < 0 ? search(this.walk, api, number) : reached;
    return this.nearMissSearch.run(api, number, decided);
  }

  /**
   * A server that decodes an escape and one that does not must reach the same endpoint, and it must allow the escape
   * where servers are known to differ.
   */
  private findEscaped(api: CompiledApi, method: number, found: number): number {
    const { escapes } = this.path;
    const flags = found === NO_ENDPOINT ? 0 : api.endpoints.flags[found]!;
    if ((escapes & HAS_PERCENT) !== 0 && (flags & ALLOWS_PERCENT) === 0) return -1 - ENCODED_PERCENT;
    if ((escapes & HAS_SLASH) !== 0 && (flags & ALLOWS_SLASH) === 0) return -1 - ENCODED_SLASH;
    // A server that cuts where an escape stood has decoded the reserved characters, too.
    if ((escapes & HAS_RESERVED) === 0 && this.isCutElsewhere(this.search, api, method, found)) return -1 - CONFUSABLE;
    for (let decoded = 1; decoded <= (HAS_RESERVED | HAS_SLASH); decoded++) {
      if ((decoded & escapes) !== decoded) continue;
      const refusal = this.otherReading(api, method, found, decoded);
      if (refusal !== 0) return -1 - refusal;
    }
    return found;
  }

  /** The refusal that the reading with these escapes decoded asks for; 0 for none. */
  private otherReading(api: CompiledApi, method: number, found: number, decoded: number): number {
    const reading = (decoded & HAS_RESERVED) === 0 ? this.slashSearch : this.reservedSearch;
    const { walk } = reading;
    if (decoded === HAS_SLASH && readSlashes(this.path, walk.path) !== 0) return ENCODED_SLASH;
    // The reading with slashes alone came before the one with both.
    if (decoded !== HAS_SLASH)
      takeReserved(decoded === HAS_RESERVED ? this.path : this.slashSearch.walk.path, walk.path);
    const other = search(walk, api, method);
    if (other !== NO_ENDPOINT && other !== found) return AMBIGUOUS;
    if (other !== NO_ENDPOINT && walk.marked !== 0) return CONFUSABLE;
    const hasDecodedAll = (walk.path.escapes & HAS_RESERVED) === 0;
    return hasDecodedAll && this.isCutElsewhere(reading, api, method, found) ? CONFUSABLE : 0;
  }

  /** Whether a server that cuts or trims the path after decoding it may be led elsewhere than to `found`. */
  private isCutElsewhere({ readings }: Search, api: CompiledApi, method: number, found: number): boolean {
    const isElsewhere = readings.leadsElsewhere(api, method, found, this.stepsLeft);
    this.stepsLeft = readings.segments.workLeft;
    return isElsewhere;
  }
}

function makeSearch(walk: Walk): Search {
  return { walk, readings: new ReadingWalk(walk) };
}

/** HEAD is decided as GET unless an endpoint of its own is reached. */
function search(walk: Walk, api: CompiledApi, method: number): number {
  const found = walk.find(api.trie, method);
  if (method !== HEAD || (found !== NO_ENDPOINT && api.endpoints.methods[found] === HEAD)) return found;
  return walk.find(api.trie, GET);
}
