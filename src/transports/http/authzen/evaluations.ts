import { failed } from './decision.js';
import type { AuthzenDecision } from './decision.js';
import { parseAction, parseEntity, parseEvaluation, parseObject } from './entities.js';
import type { Parts } from './entities.js';
import type { Evaluate } from './evaluate.js';
import { isJsonObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { bad } from './problem.js';
import { problemOf } from './reply.js';

const MAX_EVALUATIONS = 1_000;

/** Whether a decision ends the request before its time (section 7.1.2.1). */
const ENDS: ReadonlyMap<unknown, (decision: AuthzenDecision) => boolean> = new Map<
  unknown,
  (decision: AuthzenDecision) => boolean
>([
  ['execute_all', () => false],
  ['deny_on_first_deny', ({ decision }) => !decision],
  ['permit_on_first_permit', ({ decision }) => decision],
]);

/**
 * Section 7: one decision for each evaluation, in their order. What is wrong with one evaluation denies this one;
 * what is wrong with the defaults, or with all of them, is a bad request.
 */
export async function evaluateAll(body: JsonObject, evaluate: Evaluate): Promise<object> {
  const { evaluations } = body;
  if (evaluations === undefined) return evaluate(parseEvaluation(body));
  if (!Array.isArray(evaluations)) throw bad('evaluations must be an array');
  if (evaluations.length === 0) return evaluate(parseEvaluation(body));
  if (evaluations.length > MAX_EVALUATIONS) throw bad(`evaluations are more than ${String(MAX_EVALUATIONS)}`);
  const ends = endsOf(body);
  refuseBadDefaults(body);
  const waiting = ends === ENDS.get('execute_all') ? startAll(evaluations, body, evaluate) : null;
  const decisions: AuthzenDecision[] = [];
  for (const [index, evaluation] of evaluations.entries()) {
    const decision = await (waiting?.[index] ?? evaluateOne(evaluation, body, evaluate));
    decisions.push(decision);
    if (ends(decision)) break;
  }
  return { evaluations: decisions };
}

/** All are begun before any is waited for: their credentials are read together. None of them rejects. */
function startAll(
  evaluations: readonly unknown[],
  body: JsonObject,
  evaluate: Evaluate,
): readonly Promise<AuthzenDecision>[] {
  return evaluations.map((evaluation) => evaluateOne(evaluation, body, evaluate));
}

async function evaluateOne(evaluation: unknown, defaults: Parts, evaluate: Evaluate): Promise<AuthzenDecision> {
  try {
    if (!isJsonObject(evaluation)) throw bad('an evaluation must be an object');
    return await evaluate(parseEvaluation({ ...partsOf(defaults), ...partsOf(evaluation) }));
  } catch (error) {
    const { status, message } = problemOf(error);
    return failed(status, message);
  }
}

/** Only what is there, so that what is missing leaves the default alone. */
function partsOf(object: Parts): Parts {
  const names = ['subject', 'action', 'resource', 'context'] as const;
  return Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));
}

function endsOf(body: JsonObject): (decision: AuthzenDecision) => boolean {
  const { evaluations_semantic: semantic = 'execute_all' } = parseObject(body['options'], 'options');
  const ends = ENDS.get(semantic);
  if (ends === undefined) throw bad(`options.evaluations_semantic is none of ${[...ENDS.keys()].join(', ')}`);
  return ends;
}

function refuseBadDefaults({ subject, action, resource, context }: Parts): void {
  if (subject !== undefined) parseEntity(subject, 'subject');
  if (action !== undefined) parseAction(action);
  if (resource !== undefined) parseEntity(resource, 'resource');
  parseObject(context, 'context');
}
