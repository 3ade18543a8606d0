import { LRUCache } from 'lru-cache';
import type { DecisionExplanation, NearMiss } from '../../engine/index.js';
import { loadProto } from '../../wire/load-proto.js';
import { delimited, fieldLength, lengthOf, messageHead, writeHead, writeText } from './message-pieces.js';

/** `CheckResponse.explanation`. */
const EXPLANATION = delimited(13);
/** `Explanation.near_misses`. */
const NEAR_MISSES = delimited(1);
/** `NearMiss.method`, `template` and `difference`. */
const METHOD = delimited(1);
const TEMPLATE = delimited(2);
const DIFFERENCE = delimited(3);

/** Of lists of scopes, of each of the two kinds. */
const MAX_KEPT_BYTES = 4_000_000;
const ENTRY_BYTES = 200;

/**
 * The field `explanation` of a `CheckResponse`, in pieces. The scopes that a credential holds and those that an endpoint asks for are
 * most of it, and the same from one check to the next: they are encoded once for each list.
 */
export function makeExplanationEncoder(): (explanation: DecisionExplanation) => readonly Buffer[] {
  const { Explanation } = loadProto().scopegate.v1;
  const heldPiece = makePieceOfList((heldScopes) => Explanation.serialize({ heldScopes }));
  const sufficientPiece = makePieceOfList((sufficientScopes) => Explanation.serialize({ sufficientScopes }));

  return ({ nearMisses, sufficientScopes, heldScopes, failingAttribute }) => {
    const pieces = [encodeNearMisses(nearMisses), sufficientPiece(sufficientScopes), heldPiece(heldScopes)];
    if (failingAttribute !== '') pieces.push(Explanation.serialize({ failingAttribute }));
    return [messageHead(EXPLANATION, lengthOf(pieces)), ...pieces];
  };
}

/** Keeps the bytes of the lists that were asked for last. */
function makePieceOfList(encode: (scopes: string[]) => Buffer): (scopes: readonly string[]) => Buffer {
  const kept = new LRUCache<readonly string[], Buffer>({
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: (piece) => piece.length + ENTRY_BYTES,
  });
  return (scopes) => {
    let piece = kept.get(scopes);
    if (piece === undefined) kept.set(scopes, (piece = encode([...scopes])));
    return piece;
  };
}

/** Bytes of the repeated field, in one buffer. */
function encodeNearMisses(nearMisses: readonly NearMiss[]): Buffer {
  let length = 0;
  for (const nearMiss of nearMisses) length += fieldLength(messageLength(nearMiss));
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const nearMiss of nearMisses) {
    at = writeHead(bytes, at, NEAR_MISSES, messageLength(nearMiss));
    at = writeText(bytes, at, METHOD, nearMiss.method);
    at = writeText(bytes, at, TEMPLATE, nearMiss.template);
    at = writeText(bytes, at, DIFFERENCE, nearMiss.difference);
  }
  return bytes;
}

function messageLength({ method, template, difference }: NearMiss): number {
  return (
    fieldLength(Buffer.byteLength(method)) +
    fieldLength(Buffer.byteLength(template)) +
    fieldLength(Buffer.byteLength(difference))
  );
}
