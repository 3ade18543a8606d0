import { METHOD_CHARACTER } from '../path/characters.js';
import { refusalCode } from '../path/refusal.js';
import { LEAF_METHOD } from '../trie/trie.js';

const MAX_METHOD_LENGTH = 32;

/** Numbers of methods that every API knows; its own go on after them. */
const COMMON_METHODS = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE'] as const;

export const GET = 1;
export const HEAD = 2;

/** A good method that no endpoint of the API names: only `*` stands for it. */
const UNLISTED = LEAF_METHOD;

const BAD_METHOD = refusalCode('bad_method');
const NOT_UPPER_CASE = refusalCode('method_not_upper_case');

/** The methods of one API, by number. */
export class MethodTable {
  readonly names: string[] = [...COMMON_METHODS];
  private readonly own = new Map<string, number>();

  /** The number of a method of an endpoint; negative for what is none, and when there are more than an API can have. */
  intern(method: string): number {
    const known = method === '*' ? 0 : this.find(method);
    if (known !== UNLISTED) return known;
    if (this.names.length === UNLISTED) return -1;
    this.own.set(method, this.names.length);
    this.names.push(method);
    return this.names.length - 1;
  }

  /** The number of a method of a request; a negated refusal for what is none (RFC 9110, section 9.1). */
  find(method: string): number {
    const common = commonMethod(method);
    if (common > 0) return common;
    const refusal = methodRefusal(method);
    return refusal === 0 ? (this.own.get(method) ?? UNLISTED) : -refusal;
  }
}

/** The refusal of a method, 0 for one to 32 characters of a token without lower-case letters. */
export function methodRefusal(method: string): number {
  if (method.length < 1 || method.length > MAX_METHOD_LENGTH || method === '*') return BAD_METHOD;
  let refusal = 0;
  for (let i = 0; i < method.length; i++) {
    const code = method.charCodeAt(i);
    if (code >= 0x61 && code <= 0x7a) refusal = NOT_UPPER_CASE;
    else if (METHOD_CHARACTER[code] !== 1) return BAD_METHOD;
  }
  return refusal;
}

function commonMethod(method: string): number {
  switch (method) {
    case 'GET':
      return GET;
    case 'HEAD':
      return HEAD;
    case 'POST':
      return 3;
    case 'PUT':
      return 4;
    case 'DELETE':
      return 5;
    case 'PATCH':
      return 6;
    case 'OPTIONS':
      return 7;
    case 'CONNECT':
      return 8;
    case 'TRACE':
      return 9;
    default:
      return 0;
  }
}
