import { describeEndpoint } from '../../../engine/index.js';
import type { CompiledApi } from '../../../engine/index.js';
import type { UseCount } from '../../../store/ports/scope-use.js';
import type { Answer } from '../../decision/answer.js';

/** Calls by credential, endpoint and scope since the last time they were taken. Bounded: what does not fit is dropped. */
export interface UseCounters {
  count(answer: Answer, nowMs: number): void;
  /** Hands over what was counted and begins anew. */
  take(): readonly UseCount[];
  /** Puts back what could not be written. */
  restore(uses: readonly UseCount[]): void;
  /** Different counters held. */
  readonly pending: number;
  /** Calls that no counter was left for. */
  readonly dropped: number;
}

interface Cell {
  readonly api: CompiledApi;
  readonly endpointIndex: number;
  readonly scope: string;
  allowed: number;
  denied: number;
  lastAllowedAtMs: number;
  lastDeniedAtMs: number;
  /** Another API or scope under the same credential and endpoint index. */
  readonly next: Cell | undefined;
}

/** Empty counters, `maxCounters` at most. */
export function makeUseCounters(maxCounters: number): UseCounters {
  return new Counters(maxCounters);
}

class Counters implements UseCounters {
  dropped = 0;
  private size = 0;
  private restored: UseCount[] = [];
  private cells = new Map<number, Map<number, Cell>>();
  private readonly maxCounters: number;

  constructor(maxCounters: number) {
    this.maxCounters = maxCounters;
  }

  get pending(): number {
    return this.size + this.restored.length;
  }

  count(answer: Answer, nowMs: number): void {
    const { decision, api, principal } = answer;
    if (principal === null || api === null || decision.endpointIndex < 0) return;
    const cell = this.cellOf(principal.id, api, decision.endpointIndex, decision.matchedScope);
    if (cell === null) {
      this.dropped += 1;
      return;
    }
    if (decision.allowed) {
      cell.allowed += 1;
      cell.lastAllowedAtMs = nowMs;
    } else {
      cell.denied += 1;
      cell.lastDeniedAtMs = nowMs;
    }
  }

  take(): readonly UseCount[] {
    const taken = this.restored;
    for (const [credentialId, byEndpoint] of this.cells) {
      for (const first of byEndpoint.values()) {
        for (let cell: Cell | undefined = first; cell !== undefined; cell = cell.next) {
          taken.push(toUseCount(credentialId, cell));
        }
      }
    }
    this.cells = new Map();
    this.restored = [];
    this.size = 0;
    return taken;
  }

  restore(uses: readonly UseCount[]): void {
    const room = Math.max(0, this.maxCounters - this.pending);
    this.restored.push(...uses.slice(0, room));
    for (const lost of uses.slice(room)) this.dropped += lost.allowed + lost.denied;
  }

  private cellOf(credentialId: number, api: CompiledApi, endpointIndex: number, scope: string): Cell | null {
    let byEndpoint = this.cells.get(credentialId);
    const first = byEndpoint?.get(endpointIndex);
    for (let cell = first; cell !== undefined; cell = cell.next) {
      if (cell.api === api && cell.scope === scope) return cell;
    }
    if (this.pending >= this.maxCounters) return null;
    if (byEndpoint === undefined) {
      byEndpoint = new Map();
      this.cells.set(credentialId, byEndpoint);
    }
    const made: Cell = {
      api,
      endpointIndex,
      scope,
      allowed: 0,
      denied: 0,
      lastAllowedAtMs: 0,
      lastDeniedAtMs: 0,
      next: first,
    };
    byEndpoint.set(endpointIndex, made);
    this.size += 1;
    return made;
  }
}

function toUseCount(credentialId: number, cell: Cell): UseCount {
  const { api, endpointIndex, scope, allowed, denied, lastAllowedAtMs, lastDeniedAtMs } = cell;
  const endpointId = describeEndpoint(api, endpointIndex).id;
  return { credentialId, endpointId, scope, allowed, denied, lastAllowedAtMs, lastDeniedAtMs };
}
