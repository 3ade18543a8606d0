import type { CheckResponse } from '../../src/client/decision-point.js';
import type { InvalidationEvent } from './freshness-client.js';

/** Answers that a gateway keeps, by the rules of proto/scopegate/v1/freshness.proto. */
export interface GatewayCache {
  get(question: string): CheckResponse | null;
  /** Keeps it if it may be kept; says whether it was. */
  put(question: string, answer: CheckResponse): boolean;
  hear(event: InvalidationEvent): void;
}

interface Kept {
  readonly answer: CheckResponse;
  readonly endsAtMs: number;
}

export function makeGatewayCache(): GatewayCache {
  const kept = new Map<string, Kept>();
  let isReady = false;
  let revision = 0;
  return {
    get(question) {
      const found = kept.get(question);
      return found === undefined || performance.now() >= found.endsAtMs ? null : found.answer;
    },
    put(question, answer) {
      if (!isReady || answer.maxAgeMs === 0 || answer.revision < revision) return false;
      kept.set(question, { answer, endsAtMs: performance.now() + answer.maxAgeMs });
      return true;
    },
    hear(event) {
      revision = event.revision;
      isReady = true;
      if (event.kind === 'INVALIDATION_KIND_READY' || event.kind === 'INVALIDATION_KIND_HEARTBEAT') return;
      const inputs = new Set(event.inputs);
      const isTouched = ({ answer }: Kept): boolean =>
        event.kind !== 'INVALIDATION_KIND_INVALIDATED' || answer.dependsOn.some((input) => inputs.has(input));
      for (const [question, found] of kept) if (isTouched(found)) kept.delete(question);
    },
  };
}
