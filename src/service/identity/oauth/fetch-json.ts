import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { ScopegateError, isScopegateError, noAnswer } from '../../../base/errors.js';
import type { Outbound } from './outbound.js';
import { readSmallJson } from './small-json.js';
import type { JsonObject } from '../../../base/strict-json.js';

export interface FetchLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Left out: a GET. */
export interface FormToPost {
  readonly form: string;
  readonly authorization: string;
}

/**
 * A JSON object from one URL: no redirect is followed, and time and size are bounded. Rejects with `unavailable` for
 * everything else; the message says no more than the kind of failure, because an answer may hold secrets.
 */
export type FetchJson = (url: string, limits: FetchLimits, post?: FormToPost) => Promise<JsonObject>;

export interface FetchDeps {
  readonly outbound: Outbound;
  /** All addresses of a name; for tests of names that change. */
  readonly resolve?: (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

const KEEP = { keepAlive: true, maxSockets: 64, maxFreeSockets: 8 };

/** Every connection goes to an address that `outbound` allows: the one that was checked is the one that is used. */
export function makeFetchJson({ outbound, resolve = (name) => lookup(name, { all: true }) }: FetchDeps): FetchJson {
  const agents = { 'http:': new HttpAgent(KEEP), 'https:': new HttpsAgent(KEEP) };
  return async (text, limits, post) => {
    const url = refuseUrl(outbound, text);
    const checked: LookupFunction = (hostname, options, callback) => {
      resolve(hostname).then(
        (found) => {
          const [first] = found;
          const isRefused = !found.every(({ address }) => outbound.allowsAddress(url, address));
          if (first === undefined || isRefused) callback(internalAddress(hostname), []);
          else if (options.all === true) callback(null, [...found]);
          else callback(null, first.address, first.family);
        },
        (error: unknown) => {
          callback(error as NodeJS.ErrnoException, []);
        },
      );
    };
    const options: RequestOptions = {
      lookup: checked,
      agent: agents[url.protocol as keyof typeof agents],
      method: post === undefined ? 'GET' : 'POST',
      headers: headersOf(post),
      signal: AbortSignal.timeout(limits.timeoutMs),
    };
    return parse(await ask(url, options, { body: post?.form ?? '', maxBytes: limits.maxBytes }), limits.maxBytes);
  };
}

interface Reply {
  readonly status: number;
  /** Null for one that is too long. */
  readonly body: Buffer | null;
}

function refuseUrl(outbound: Outbound, text: string): URL {
  try {
    return outbound.refuseUrl(text);
  } catch (error) {
    throw noAnswer('an OAuth issuer is at an address that is not allowed', { cause: error });
  }
}

function headersOf(post: FormToPost | undefined): Record<string, string> {
  if (post === undefined) return { accept: 'application/json' };
  const { authorization } = post;
  return { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', authorization };
}

interface Sent {
  readonly body: string;
  readonly maxBytes: number;
}

/** Again where a connection that was kept had been closed meanwhile: nobody has read the question then. */
async function ask(url: URL, options: RequestOptions, sent: Sent): Promise<Reply> {
  for (;;) {
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    try {
      return await replyTo(request, sent);
    } catch (error) {
      request.destroy();
      const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      if (isStale) continue;
      if (isScopegateError(error)) throw error;
      throw noAnswer('an OAuth issuer does not answer', { cause: error });
    }
  }
}

async function replyTo(request: ClientRequest, { body, maxBytes }: Sent): Promise<Reply> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > maxBytes) return { status: response.statusCode ?? 0, body: null };
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('the answer ended early');
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

function parse({ status, body }: Reply, maxBytes: number): JsonObject {
  if (status !== 200) throw noAnswer(`an OAuth issuer answered with status ${String(status)}`);
  const parsed = readSmallJson(body, maxBytes);
  if (parsed === null) throw noAnswer('an OAuth issuer answered with something else than JSON');
  return parsed;
}

function internalAddress(hostname: string): ScopegateError {
  const cause = new Error(
    `the name "${hostname}" has an internal address; SCOPEGATE_OAUTH_INTERNAL_TARGETS does not list it`,
  );
  return new ScopegateError('unavailable', 'an OAuth issuer is at an address that is not allowed', { cause });
}
