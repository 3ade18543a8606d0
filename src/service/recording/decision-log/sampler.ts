import { hash } from 'node:crypto';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import { isScopegateError } from '../../../base/errors.js';
import type { LoggedOutcome, SamplingRule } from './rules.js';

/** Decides which decisions are logged. Synchronous and cheap: it runs within every check. */
export interface Sampler {
  /** The share of its like that is logged when this one is; 0 when this one is not. */
  ofAnswer(request: CheckRequest, answer: Answer): number;
  ofFailure(request: CheckRequest, error: unknown): number;
}

/** A number from 0 to, not including, 1, for the choice whether a request is logged. */
export type Chance = (request: CheckRequest) => number;

/**
 * The same number on every replica for the checks of one trace, so that what is logged of a request is logged wherever it is
 * checked; without a trace at random. Keyed, because a client may choose the id of its trace, but not whether it is
 * logged. (A choice by what the request itself holds would take all of equal requests, or none; and so it would be for a
 * stream or a batch, which are one trace.)
 */
export function makeChance(key: string, random: () => number = Math.random): Chance {
  return ({ traceParent = '', entryPoint }) => {
    if (entryPoint === 'grpc_stream' || entryPoint === 'grpc_batch') return random();
    const traceId = traceIdOf(traceParent);
    if (traceId === null) return random();
    return Number.parseInt(hash('sha256', `${key} ${traceId}`).slice(0, 12), 16) / 2 ** 48;
  };
}

/** Trace id of a `traceparent` (W3C Trace Context, section 3.2.2); null if there is none. */
export function traceIdOf(traceParent: string): string | null {
  return TRACE_PARENT.exec(traceParent)?.[1] ?? null;
}

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-/;

/** Which decisions these rules choose. */
export function makeSampler(rules: readonly SamplingRule[], chance: Chance): Sampler {
  const ask = (rate: number, request: CheckRequest): number =>
    rate === 1 || (rate > 0 && chance(request) < rate) ? rate : 0;
  return {
    ofAnswer(request, answer) {
      const { allowed, reason } = answer.decision;
      const outcome = allowed ? 'allow' : 'deny';
      for (const rule of rules) {
        if (isAbout(rule, outcome, reason) && isWhere(rule, answer)) return ask(rule.rate, request);
      }
      return 0;
    },
    ofFailure(request, error) {
      const code = errorCode(error);
      const rule = rules.find((one) => isAbout(one, 'no_answer', code) && one.api === null && one.endpoint === null);
      return rule === undefined ? 0 : ask(rule.rate, request);
    },
  };
}

/** Our own code of an error; `internal` for any other. */
export function errorCode(error: unknown): string {
  return isScopegateError(error) ? error.code : 'internal';
}

function isAbout(rule: SamplingRule, outcome: LoggedOutcome, reason: string): boolean {
  return (rule.outcome === null || rule.outcome === outcome) && (rule.reason === null || rule.reason === reason);
}

function isWhere(rule: SamplingRule, { api, decision }: Answer): boolean {
  if (rule.api !== null && rule.api !== api?.name) return false;
  if (rule.endpoint === null) return true;
  if (api === null || decision.endpointIndex < 0) return false;
  const { endpoints, methods } = api;
  const template = endpoints.templates[decision.endpointIndex] ?? '';
  const method = methods.names[endpoints.methods[decision.endpointIndex] ?? -1] ?? '';
  // Told apart by length first: no text is put together for the many that do not match.
  if (rule.endpoint.length !== method.length + 1 + template.length) return false;
  return rule.endpoint === `${method} ${template}`;
}
