import type { DecisionExplanation, NearMiss } from '../../engine/explain.js';
import { loadProto } from '../../wire/load-proto.js';
import { delimited, fieldLength, kept, lengthOf, messageHead, writeHead, writeText } from './message-pieces.js';

/** `CheckResponse.explanation`. */
const EXPLANATION = delimited(13);
/** `Explanation.near_misses`. */
const NEAR_MISSES = delimited(1);
/** `NearMiss.method`, `template` and `difference`. */
const METHOD = delimited(1);
const TEMPLATE = delimited(2);
const DIFFERENCE = delimited(3);

/**
 * The field `explanation` of a `CheckResponse`, in pieces. The scopes that a credential holds and those that an endpoint asks for are
 * most of it, and the same from one check to the next: they are encoded once for each list.
 */
export function makeExplanationEncoder(): (explanation: DecisionExplanation) => readonly Buffer[] {
  const { Explanation } = loadProto().scopegate.v1;
  const held = new WeakMap<readonly string[], Buffer>();
  const sufficient = new WeakMap<readonly string[], Buffer>();
  const encodeHeld = (scopes: readonly string[]): Buffer => Explanation.serialize({ heldScopes: [...scopes] });
  const encodeSufficient = (scopes: readonly string[]): Buffer =>
    Explanation.serialize({ sufficientScopes: [...scopes] });

  return ({ nearMisses, sufficientScopes, heldScopes, failingAttribute }) => {
    const pieces = [
      encodeNearMisses(nearMisses),
      kept(sufficient, sufficientScopes, encodeSufficient),
      kept(held, heldScopes, encodeHeld),
    ];
    if (failingAttribute !== '') pieces.push(Explanation.serialize({ failingAttribute }));
    return [messageHead(EXPLANATION, lengthOf(pieces)), ...pieces];
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
