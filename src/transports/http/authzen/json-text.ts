import { bad } from './problem.js';

/** An object that a PEP has written; unknown members are never looked at (section 10.1.1). */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 32;

/**
 * The JSON object in a body, as section 11.5 wants it read: UTF-8, no lone surrogates, and no member twice (I-JSON,
 * RFC 7493, sections 2.1 and 2.3), since two readers could take different ones.
 *
 * @throws Problem 400
 */
export function parseJsonObject(body: Buffer): JsonObject {
  if (body.length === 0) throw bad('the body is empty');
  const text = textOf(body);
  if (depthOf(text) > MAX_DEPTH) throw bad(`the body is nested deeper than ${String(MAX_DEPTH)} levels`);
  const value = valueOf(text);
  refuseAmbiguities(text);
  if (!isObject(value)) throw bad('the body is not a JSON object');
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw bad('the body is not UTF-8');
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('the body is not JSON');
  }
}

/** Strings and brackets; all that is needed to know where an object begins and what is a name in it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
    else if (token === '}' || token === ']') depth--;
  }
  return deepest;
}

/** Of JSON that was parsed. */
function refuseAmbiguities(text: string): void {
  /** The names of each object that is open; null for an array. */
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') refuseTwice(open.at(-1), last);
    else if (token.includes('\\')) stringOf(token);
    last = token;
  }
}

function refuseTwice(names: Set<string> | null | undefined, token: string): void {
  const name = stringOf(token);
  if (names?.has(name) === true) throw bad(`the member ${JSON.stringify(name)} is there twice`);
  names?.add(name);
}

/** A surrogate without its other half; a whole pair is one character to a pattern with `u`. */
const HALF = /[\ud800-\udfff]/u;

function stringOf(token: string): string {
  const value = JSON.parse(token) as string;
  if (HALF.test(value)) throw bad('a string holds half a character');
  return value;
}
