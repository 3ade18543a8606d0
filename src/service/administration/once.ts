import { createHash } from 'node:crypto';
import type { OnceOnly } from '../../store/ports/managed-keys.js';
import type { Caller } from './caller.js';

/** Null without an idempotency key. `request` is everything that makes two requests the same one. */
export function onceOnly(caller: Caller, key: string | null, request: unknown): OnceOnly | null {
  if (key === null) return null;
  const requestDigest = createHash('sha256').update(JSON.stringify(request)).digest();
  return { principal: caller.credential.publicId, key, requestDigest };
}
