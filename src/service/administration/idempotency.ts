import { createHash } from 'node:crypto';
import type { Idempotency } from '../../store/ports/managed-keys.js';
import type { Actor } from './actor.js';

/** Null without an idempotency key. `request` is everything that makes two requests the same one. */
export function idempotencyOf(actor: Actor, key: string | null, request: unknown): Idempotency | null {
  if (key === null) return null;
  const requestDigest = createHash('sha256').update(JSON.stringify(request)).digest();
  return { principal: actor.record.id, key, requestDigest };
}
