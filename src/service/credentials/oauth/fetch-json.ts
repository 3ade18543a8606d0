import { ScopegateError } from '../../../base/errors.js';
import { readSmallJson } from './small-json.js';
import type { JsonObject } from './small-json.js';

export interface FetchLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * A JSON object from one URL: no redirect is followed, and time and size are bounded. Rejects with `unavailable` for
 * everything else; the message says no more than the kind of failure, because an answer may hold secrets.
 */
export async function fetchJson(url: string, limits: FetchLimits, init: RequestInit = {}): Promise<JsonObject> {
  let status: number;
  let body: Buffer | null;
  try {
    const headers = { accept: 'application/json', ...(init.headers as Record<string, string> | undefined) };
    const signal = AbortSignal.timeout(limits.timeoutMs);
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
    status = response.status;
    body = await readBody(response, limits.maxBytes);
  } catch (error) {
    throw new ScopegateError('unavailable', 'an OAuth issuer does not answer', { cause: error });
  }
  if (status !== 200) throw new ScopegateError('unavailable', `an OAuth issuer answered with status ${String(status)}`);
  const parsed = readSmallJson(body, limits.maxBytes);
  if (parsed === null)
    throw new ScopegateError('unavailable', 'an OAuth issuer answered with something else than JSON');
  return parsed;
}

/** Null for a body that is too long; the rest of it is not read. */
async function readBody(response: Response, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > maxBytes) return null;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
