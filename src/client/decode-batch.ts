import type { CheckBatchResponse__Output } from '../wire/scopegate/v1/CheckBatchResponse.js';
import type { CheckResponse__Output } from '../wire/scopegate/v1/CheckResponse.js';
import type { CheckResult__Output } from '../wire/scopegate/v1/CheckResult.js';
import { loadProto } from '../wire/load-proto.js';
import { Fields } from './wire-fields.js';

/** Field numbers, as in the .proto: `CheckBatchResponse.results`, `CheckResult.response`, `CheckResponse.canonical_path`. */
const RESULTS = 1;
const RESPONSE = 1;
const CANONICAL_PATH = 10;

/** The fields on one side of the path, without default values. */
type Part = Partial<CheckResponse__Output>;

/** The bytes after the path, and the whole answer that was last decoded with them. */
interface Tail {
  readonly part: Part;
  head: Part | null;
  joined: CheckResponse__Output;
}

const MAX_PART_BYTES = 4096;
const MAX_HEADS = 256;
const MAX_TAILS = 4096;

/**
 * Reads a `CheckBatchResponse`. The answers of a batch are mostly alike but for their paths, so what stands before and
 * after the path is recognised by its bytes and decoded once, always by the .proto; nothing else is known about it here.
 * Answers share what they have in common, so that is frozen.
 */
export function makeBatchDecoder(): (bytes: Buffer) => CheckBatchResponse__Output {
  const { CheckBatchResponse, CheckResult } = loadProto().scopegate.v1;
  const decodeResponse = makeResponseDecoder();

  function decodeResult(bytes: Buffer, from: number, to: number): CheckResult__Output {
    const fields = new Fields(bytes, from, to);
    const isResponseAlone = fields.next() && fields.number === RESPONSE && fields.isMessage && fields.isLast;
    const response = isResponseAlone ? decodeResponse(bytes, fields.contentFrom, to) : null;
    if (response !== null) return { response, result: 'response' };
    return CheckResult.deserialize(bytes.subarray(from, to));
  }

  return (bytes) => {
    const results: CheckResult__Output[] = [];
    const rest: Buffer[] = [];
    for (const fields = new Fields(bytes); fields.next();) {
      const { number, isMessage, from, contentFrom, to } = fields;
      if (number === RESULTS && isMessage) results.push(decodeResult(bytes, contentFrom, to));
      else rest.push(bytes.subarray(from, to));
    }
    return { ...CheckBatchResponse.deserialize(Buffer.concat(rest)), results };
  };
}

/** Null for a response that is better decoded as a whole. */
function makeResponseDecoder(): (bytes: Buffer, from: number, to: number) => CheckResponse__Output | null {
  const { CheckResponse } = loadProto().scopegate.v1;
  const defaults = deepFreeze(CheckResponse.deserialize(Buffer.alloc(0)));
  const decodePart = (bytes: Buffer): Part => {
    const isSaid = ([name, value]: [string, unknown]): boolean => !isEmpty(value) && value !== defaults[name as never];
    return deepFreeze(Object.fromEntries(Object.entries(CheckResponse.deserialize(bytes)).filter(isSaid)));
  };
  const headOf = makeMemory(decodePart, MAX_HEADS);
  const tailOf = makeMemory((bytes): Tail => ({ part: decodePart(bytes), head: null, joined: defaults }), MAX_TAILS);
  const join = (head: Part, tail: Tail): CheckResponse__Output => {
    if (tail.head !== head) {
      tail.joined = { ...defaults, ...head, ...tail.part };
      tail.head = head;
    }
    return tail.joined;
  };
  return (bytes, from, to) => {
    const path = findPath(bytes, from, to);
    if (path === null) return null;
    const joined = join(headOf(bytes, from, path.from), tailOf(bytes, path.to, to));
    const response = { ...joined, canonicalPath: bytes.toString('utf8', path.contentFrom, path.to) };
    // Bytes cannot be frozen, so nobody shares them.
    if (response.body.length > 0) response.body = Buffer.from(response.body);
    return response;
  };
}

interface Place {
  readonly from: number;
  readonly contentFrom: number;
  readonly to: number;
}

/**
 * The position of the path. Null unless the path stands there exactly once and no other field stands on both sides of
 * it.
 */
function findPath(bytes: Buffer, from: number, to: number): Place | null {
  let before = 0;
  let after = 0;
  let found: Place | null = null;
  for (const fields = new Fields(bytes, from, to); fields.next();) {
    if (fields.number > 31) return null;
    if (fields.number !== CANONICAL_PATH) {
      if (found === null) before |= 1 << fields.number;
      else after |= 1 << fields.number;
    } else if (found !== null || !fields.isMessage) return null;
    else found = { from: fields.from, contentFrom: fields.contentFrom, to: fields.to };
  }
  return (before & after) === 0 ? found : null;
}

/** Remembers by the bytes, within a bound. */
function makeMemory<Read>(
  decode: (bytes: Buffer) => Read,
  maxEntries: number,
): (bytes: Buffer, from: number, to: number) => Read {
  const known = new Map<string, Read>();
  return (bytes, from, to) => {
    if (to - from > MAX_PART_BYTES) return decode(bytes.subarray(from, to));
    const key = bytes.toString('latin1', from, to);
    let part = known.get(key);
    if (part === undefined) {
      if (known.size >= maxEntries) known.clear();
      known.set(key, (part = decode(bytes.subarray(from, to))));
    }
    return part;
  };
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) || Buffer.isBuffer(value)) && value.length === 0;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
