import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { contentPolicy } from './security-headers.js';

/** The files of the admin page, held in memory: what is served cannot be steered outside of them. */
export interface StaticFiles {
  /** False where there is no such file; `path` is the raw path of the request. */
  send(reply: FastifyReply, path: string): boolean;
}

interface StaticFile {
  readonly body: Buffer;
  /** The same, packed by gzip; null where that saves nothing. The page itself is not: it holds a nonce. */
  readonly packed: Buffer | null;
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const NONCE = '__CSP_NONCE__';

/** What is shown where the page has not been built. */
const NO_PAGE = `<!doctype html><html lang="en"><title>Scopegate</title><meta name="color-scheme" content="light dark">
<h1>Scopegate</h1><p>The admin page is not part of this build (<code>npm run build</code>).
The Management API is: <a href="/docs">its description</a>.</p></html>`;

/** Reads `dir`; where it does not exist, one page says so. */
export async function readStaticFiles(dir: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  for (const path of await listFiles(dir)) {
    const body = await readFile(join(dir, path));
    const url = `/${path.split(sep).join('/')}`;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    files.set(url, { body, packed: pack(body, type), type, etag, isImmutable: url.startsWith('/assets/') });
  }
  const page = files.get('/index.html')?.body.toString() ?? NO_PAGE;
  files.delete('/index.html');
  return {
    send(reply, path) {
      const file = files.get(path);
      if (file !== undefined) sendFile(reply, file);
      else if (isOfThePage(path)) sendPage(reply, page);
      else return false;
      return true;
    },
  };
}

/** The page reads the rest of the address itself; names in it may have dots (`/users/ada@example.com`). */
function isOfThePage(path: string): boolean {
  const [, place = '', ...rest] = path.split('/');
  if (place === 'assets') return false;
  return path === '/index.html' || rest.length > 0 || extname(place) === '';
}

function sendFile(reply: FastifyReply, file: StaticFile): void {
  const cache = file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  const { headers } = reply.request;
  const packed = takesGzip(headers['accept-encoding']) ? file.packed : null;
  // Other bytes are another entity (RFC 9110, section 8.8.3.3).
  const etag = packed === null ? file.etag : file.etag.replace(/"$/, '-gzip"');
  void reply.header('Cache-Control', cache).header('ETag', etag).header('Content-Type', file.type);
  if (file.packed !== null) void reply.header('Vary', 'Accept-Encoding');
  if (headers['if-none-match'] === etag) void reply.code(304).send();
  else if (packed === null) void reply.send(file.body);
  else void reply.header('Content-Encoding', 'gzip').send(packed);
}

const PACKED_TYPES = /^(text|application)\/|^image\/svg/;

function pack(body: Buffer, type: string): Buffer | null {
  if (!PACKED_TYPES.test(type)) return null;
  const packed = gzipSync(body);
  return packed.length < body.length ? packed : null;
}

/** Whether gzip is among what is taken, and not with weight 0 (RFC 9110, section 12.5.3). */
function takesGzip(accepted: string | string[] | undefined): boolean {
  const codings = String(accepted ?? '').split(',');
  return codings.some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}

/** A new nonce for each answer (Content Security Policy Level 3, section 7.1). */
function sendPage(reply: FastifyReply, page: string): void {
  const nonce = randomBytes(18).toString('base64');
  void reply
    .header('Content-Security-Policy', contentPolicy(nonce))
    .header('Cache-Control', 'no-store')
    .header('Content-Type', 'text/html; charset=utf-8')
    .send(page.replaceAll(NONCE, nonce));
}

async function listFiles(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
  } catch {
    return [];
  }
}
