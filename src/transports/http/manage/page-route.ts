import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { replyNotFound } from '../not-found.js';
import { compilePathTemplates } from '../path-templates.js';
import type { HttpRoute } from '../route.js';
import { PAGE_PLACES } from './page-places.js';
import { EXPOSED } from './exposure.js';
import type { Exposure } from './exposure.js';
import { SECURITY_HEADERS, contentPolicy } from '../security-headers.js';
import { NONCE } from './static-files.js';
import type { StaticFile, StaticFiles } from './static-files.js';

/** The admin page at its places, and its files. Everything else about it is 404. */
export function makePageRoute({ page, files }: StaticFiles, exposure: Exposure): HttpRoute {
  const isPlace = compilePathTemplates(PAGE_PLACES);
  return {
    audience: 'visitor',
    entryPoint: null,
    matches: (target) => isPlace(target) || files.has(target),
    handle(request, response) {
      const file = files.get(request.url ?? '');
      if (!isRead(request) || (file === undefined && !acceptsHtml(request))) replyNotFound(response, null);
      else if (exposure === 'exposed') send(response, { status: 403, headers: PLAIN, body: EXPOSED });
      else if (file === undefined) sendPage(response, page);
      else sendFile(request, response, file);
    },
  };
}

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' };

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * Whether the client names HTML among what it accepts (RFC 9110, section 12.5.1), and not with weight 0. Every browser
 * names it when it opens a page. A wildcard does not count: programs send it, and a program has no use for the page.
 */
export function acceptsHtml({ headers }: IncomingMessage): boolean {
  const ranges = (headers.accept ?? '').split(',');
  return ranges.some((range) => /^\s*text\/html\s*(;|$)/i.test(range) && !NO_WEIGHT.test(range));
}

const NO_WEIGHT = /;\s*q=0(\.0*)?\s*(;|$)/i;

/** A new nonce for each answer (Content Security Policy Level 3, section 7.1). */
function sendPage(response: ServerResponse, page: string): void {
  const nonce = randomBytes(18).toString('base64');
  const headers = {
    'Content-Security-Policy': contentPolicy(nonce),
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
    Vary: 'Accept',
  };
  send(response, { status: 200, headers, body: page.replaceAll(NONCE, nonce) });
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const { headers: sent } = request;
  const packed = takesGzip(sent['accept-encoding']) ? file.packed : null;
  // Other bytes are another entity (RFC 9110, section 8.8.3.3).
  const etag = packed === null ? file.etag : file.etag.replace(/"$/, '-gzip"');
  const headers: OutgoingHttpHeaders = {
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    'Content-Type': file.type,
  };
  if (file.packed !== null) headers['Vary'] = 'Accept-Encoding';
  if (sent['if-none-match'] === etag) send(response, { status: 304, headers, body: '' });
  else if (packed === null) send(response, { status: 200, headers, body: file.body });
  else send(response, { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: packed });
}

/** Whether gzip is among what is taken, and not with weight 0 (RFC 9110, section 12.5.3). */
function takesGzip(accepted: string | string[] | undefined): boolean {
  const codings = String(accepted ?? '').split(',');
  return codings.some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}

interface Sent {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

function send(response: ServerResponse, { status, headers, body }: Sent): void {
  const length = status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const policy = { 'Content-Security-Policy': contentPolicy(null) };
  response.writeHead(status, { ...SECURITY_HEADERS, ...policy, ...headers, ...length }).end(body);
}
