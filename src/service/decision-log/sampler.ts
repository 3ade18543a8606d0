import type { Answer } from '../check/answer.js';
import { isScopegateError } from '../../base/errors.js';
import type { Outcome, SamplingRule } from './rules.js';

/** Decides which decisions are logged. Synchronous and cheap: it runs within every check. */
export interface Sampler {
  /** The share of its like that is logged when this one is; 0 when this one is not. */
  ofAnswer(answer: Answer): number;
  ofFailure(error: unknown): number;
}

/**
 * Each decision is chosen by itself, so that what is logged is a fair share also of traffic that repeats itself. (A choice
 * by what the request holds would take all of equal requests, or none.)
 *
 * @param random from 0 to, not including, 1
 */
export function makeSampler(rules: readonly SamplingRule[], random: () => number = Math.random): Sampler {
  const ask = (rate: number): number => (rate === 1 || (rate > 0 && random() < rate) ? rate : 0);
  return {
    ofAnswer(answer) {
      const { allowed, reason } = answer.decision;
      const outcome = allowed ? 'allow' : 'deny';
      for (const rule of rules) {
        if (isAbout(rule, outcome, reason) && isWhere(rule, answer)) return ask(rule.rate);
      }
      return 0;
    },
    ofFailure(error) {
      const code = errorCode(error);
      const rule = rules.find((one) => isAbout(one, 'no_answer', code) && one.api === null && one.endpoint === null);
      return rule === undefined ? 0 : ask(rule.rate);
    },
  };
}

export function errorCode(error: unknown): string {
  return isScopegateError(error) ? error.code : 'internal';
}

function isAbout(rule: SamplingRule, outcome: Outcome, reason: string): boolean {
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
