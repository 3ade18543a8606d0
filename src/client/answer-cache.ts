import { createHash } from 'node:crypto';
import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse__Output } from '../wire/scopegate/v1/CheckResponse.js';
import type { WatchInvalidationsResponse__Output } from '../wire/scopegate/v1/WatchInvalidationsResponse.js';

/** State of the stream when a question was asked. An answer may be cached only if the stream has not changed since. */
export type AskedAt = { readonly epoch: number; readonly atMs: number };

/** Answers kept by the rules of proto/scopegate/v1/freshness.proto. */
export interface AnswerCache {
  get(request: CheckRequest): CheckResponse__Output | null;
  ask(): AskedAt;
  put(request: CheckRequest, answer: CheckResponse__Output, asked: AskedAt): void;
  hear(event: WatchInvalidationsResponse__Output): void;
  /** The stream is gone: nothing is kept, and nothing will be until it says something again. */
  lose(): void;
}

type Kept = { readonly answer: CheckResponse__Output; readonly endsAtMs: number };

/** Silence, and the age of what has been told, beyond which nothing is answered from here. */
export const MAX_SILENCE_MS = 3_000;

/** Empty, and closed until the stream of invalidations speaks; times in ms of a steady clock. */
export function makeAnswerCache(maxEntries: number, nowMs: () => number = () => performance.now()): AnswerCache {
  const kept = new Map<string, Kept>();
  let epoch = 0;
  let revision = 0;
  let toldAtMs = -Infinity;
  const dropAll = (): void => {
    kept.clear();
    // An answer that is on its way belongs to what was before.
    epoch++;
  };
  const isFresh = (): boolean => nowMs() - toldAtMs < MAX_SILENCE_MS;
  return {
    get(request) {
      if (!isFresh()) return null;
      const question = questionOf(request);
      const found = kept.get(question);
      if (found === undefined || found.answer.revision < Number(request.minRevision ?? 0)) return null;
      kept.delete(question);
      if (nowMs() >= found.endsAtMs) return null;
      // Last used is last dropped.
      kept.set(question, found);
      return found.answer;
    },
    ask: () => ({ epoch, atMs: nowMs() }),
    put(request, answer, asked) {
      const isCurrent = asked.epoch === epoch && isFresh() && answer.revision >= revision;
      if (!isCurrent || answer.maxAgeMs === 0 || answer.degraded) return;
      const question = questionOf(request);
      kept.delete(question);
      kept.set(question, { answer, endsAtMs: asked.atMs + answer.maxAgeMs });
      const [oldest] = kept.keys();
      if (kept.size > maxEntries && oldest !== undefined) kept.delete(oldest);
    },
    hear({ kind, inputs, revision: told, stateAgeMs }) {
      revision = told;
      toldAtMs = nowMs() - stateAgeMs;
      if (kind === 'INVALIDATION_KIND_READY' || kind === 'INVALIDATION_KIND_HEARTBEAT') return;
      if (kind !== 'INVALIDATION_KIND_INVALIDATED') {
        dropAll();
        return;
      }
      const changed = new Set(inputs);
      for (const [question, { answer }] of kept) {
        if (answer.dependsOn.some((input) => changed.has(input))) kept.delete(question);
      }
    },
    lose() {
      toldAtMs = -Infinity;
      dropAll();
    },
  };
}

/** A digest, so that no credential stays in memory for being asked about. */
function questionOf({ authorization, method, path, host, sourceIp, explain }: CheckRequest): string {
  const inputs = [authorization ?? '', method ?? '', path ?? '', host ?? '', sourceIp ?? '', explain ?? false];
  return createHash('sha256').update(JSON.stringify(inputs)).digest('base64');
}
