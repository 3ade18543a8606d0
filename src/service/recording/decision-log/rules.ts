import { ScopegateError } from '../../../base/errors.js';

/** Outcome of a request: `no_answer` is an error instead of a decision. */
export type LoggedOutcome = 'allow' | 'deny' | 'no_answer';

/** One rule: what it is about, and which share of it is logged. Every selector that is not null must match. */
export interface SamplingRule {
  readonly outcome: LoggedOutcome | null;
  /** Reason of the decision, or code of the error. */
  readonly reason: string | null;
  /** Name of the API. */
  readonly api: string | null;
  /** `POST /sms/{id}`, as the policy has it. */
  readonly endpoint: string | null;
  /** From 0 to 1. */
  readonly rate: number;
}

const OUTCOMES: ReadonlySet<string> = new Set<LoggedOutcome>(['allow', 'deny', 'no_answer']);
const NAMED: ReadonlySet<string> = new Set(['reason', 'api', 'endpoint']);
const MAX_RULES = 100;

/**
 * Reads rules such as `deny=1,allow+api:billing=0.5,allow=0.01`: the first that matches says which share is logged, and
 * what none matches is not. In a name, `,`, `+`, `=` and `%` are percent-encoded.
 *
 * @throws ScopegateError `config` that names the rule
 */
export function parseRules(text: string): readonly SamplingRule[] {
  const rules = text.split(',').map((rule) => parseRule(rule.trim()));
  if (rules.length <= MAX_RULES) return rules;
  throw new ScopegateError('config', `more than ${String(MAX_RULES)} rules`);
}

function parseRule(text: string): SamplingRule {
  const equals = text.lastIndexOf('=');
  const rate = text.slice(equals + 1);
  if (equals <= 0 || !/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/.test(rate)) {
    throw refusal(text, 'a rule is a selector, "=" and a share from 0 to 1');
  }
  const rule = { outcome: null, reason: null, api: null, endpoint: null, rate: Number(rate) };
  return text
    .slice(0, equals)
    .split('+')
    .reduce<SamplingRule>((sofar, term) => ({ ...sofar, ...parseTerm(term.trim(), text) }), rule);
}

function parseTerm(term: string, rule: string): Partial<SamplingRule> {
  if (term === '*') return {};
  if (OUTCOMES.has(term)) return { outcome: term as LoggedOutcome };
  const colon = term.indexOf(':');
  const name = term.slice(0, Math.max(0, colon));
  const value = decode(term.slice(colon + 1), rule);
  if (!NAMED.has(name) || value === '') {
    throw refusal(rule, `"${term}" is none of allow, deny, no_answer, *, reason:..., api:... and endpoint:...`);
  }
  return { [name]: value };
}

function decode(text: string, rule: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal(rule, '"%" begins an escape: write %25 for the character itself');
  }
}

function refusal(rule: string, problem: string): ScopegateError {
  return new ScopegateError('config', `rule "${rule}": ${problem}`);
}
