import { createHash } from 'node:crypto';
import type { PageWanted } from '../../../service/insight/searches.js';
import { parseObject } from './entities.js';
import { isJsonObject, parseStrictJson } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { bad } from './problem.js';

/** A page of a search as section 8.2.1 asks for it. */
export interface SearchPageRequest extends PageWanted {
  /** The token that leads on from a cursor. */
  tokenFor(cursor: string): string;
}

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1_000;
const MAX_TOKEN_BYTES = 16 * 1024;

/** What a token says: where to go on, how many were wanted at once, and of which search. */
interface Token {
  readonly cursor: string;
  readonly limit: number;
  readonly search: string;
}

/**
 * A token is bound to its search: what the PEP asks for must be what it asked for before (section 8.2). The limit may be
 * left out then. What proves the subject is not part of that, since a proof is good once.
 *
 * @param entities what decides what is found
 * @throws AuthzenProblem 400
 */
export function parsePage(value: unknown, entities: JsonObject): SearchPageRequest {
  const page = parseObject(value, 'page');
  const search = digestOf([entities, parseObject(page['properties'], 'page.properties')]);
  const { token } = page;
  if (token !== undefined && typeof token !== 'string') throw bad('page.token must be a string');
  const before = token === undefined || token === '' ? null : parseToken(token, search);
  const limit = parseLimit(page['limit'], before);
  return {
    cursor: before?.cursor ?? '',
    limit: Math.min(limit, MAX_LIMIT),
    tokenFor: (cursor) => (cursor === '' ? '' : encodeToken({ cursor, limit, search })),
  };
}

function parseLimit(value: unknown, before: Token | null): number {
  if (value === undefined) return before?.limit ?? DEFAULT_LIMIT;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw bad('page.limit must be a whole number, 0 or more');
  }
  if (before !== null && before.limit !== value) throw bad('page.limit is not that of the page before');
  return value;
}

function encodeToken({ cursor, limit, search }: Token): string {
  return Buffer.from(JSON.stringify([cursor, limit, search])).toString('base64url');
}

function parseToken(text: string, search: string): Token {
  const [cursor, limit, of, ...rest] = partsOf(text);
  if (typeof cursor !== 'string' || typeof limit !== 'number' || typeof of !== 'string' || rest.length > 0) {
    throw bad('page.token is none that was given out');
  }
  if (!Number.isSafeInteger(limit) || limit < 0) throw bad('page.token is none that was given out');
  if (of !== search) throw bad('page.token is of another search: all but the page must stay as it was');
  return { cursor, limit, search };
}

function partsOf(text: string): readonly unknown[] {
  try {
    const parts = parseStrictJson(Buffer.from(text, 'base64url'), { maxBytes: MAX_TOKEN_BYTES, maxDepth: 1 });
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
}

/** The same text for the same value: the order of members says nothing (section 10.1.1). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}
