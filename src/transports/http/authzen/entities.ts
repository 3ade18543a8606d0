import { isJsonObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { bad } from './problem.js';

/** A Subject or Resource (sections 5.1 and 5.2). */
export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly properties: JsonObject;
}

/** An Action (section 5.3). */
export interface Action {
  readonly name: string;
  readonly properties: JsonObject;
}

/** What section 6.1 takes; each member that is missing makes the request bad. */
export interface Evaluation {
  readonly subject: Entity;
  readonly action: Action;
  readonly resource: Entity;
  readonly context: JsonObject;
}

/** The members of a request as they came; a member of an evaluation stands for the whole default (section 7.1.1). */
export type Parts = Readonly<Partial<Record<'subject' | 'action' | 'resource' | 'context', unknown>>>;

const NOTHING: JsonObject = {};

/** @throws AuthzenProblem 400 */
export function parseEvaluation(parts: Parts): Evaluation {
  return {
    subject: parseEntity(parts.subject, 'subject'),
    action: parseAction(parts.action),
    resource: parseEntity(parts.resource, 'resource'),
    context: parseObject(parts.context, 'context'),
  };
}

/** @throws AuthzenProblem 400 */
export function parseEntity(value: unknown, name: 'subject' | 'resource'): Entity {
  return { ...parseOpenEntity(value, name), id: parseText(required(value, name)['id'], `${name}.id`) };
}

/**
 * The entity that is searched for: its id, if it is there, is not looked at (sections 8.4.1 and 8.5.1).
 *
 * @throws AuthzenProblem 400
 */
export function parseOpenEntity(value: unknown, name: 'subject' | 'resource'): Entity {
  const entity = required(value, name);
  return {
    type: parseText(entity['type'], `${name}.type`),
    id: '',
    properties: parseObject(entity['properties'], `${name}.properties`),
  };
}

/** @throws AuthzenProblem 400 */
export function parseAction(value: unknown): Action {
  const action = required(value, 'action');
  return {
    name: parseText(action['name'], 'action.name'),
    properties: parseObject(action['properties'], 'action.properties'),
  };
}

/** An optional object; empty where it is absent. @throws AuthzenProblem 400 */
export function parseObject(value: unknown, name: string): JsonObject {
  if (value === undefined) return NOTHING;
  if (!isJsonObject(value)) throw bad(`${name} must be an object`);
  return value;
}

/** An optional text; empty where it is absent. @throws AuthzenProblem 400 */
export function parseOptionalText(object: JsonObject, member: string, name: string): string {
  return Object.hasOwn(object, member) ? parseText(object[member], `${name}.${member}`) : '';
}

function required(value: unknown, name: string): JsonObject {
  if (value === undefined) throw bad(`${name} is missing`);
  return parseObject(value, name);
}

function parseText(value: unknown, name: string): string {
  if (value === undefined) throw bad(`${name} is missing`);
  if (typeof value !== 'string') throw bad(`${name} must be a string`);
  return value;
}
