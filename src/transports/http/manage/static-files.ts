import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * The files of the admin page, cached in memory: what is served cannot be steered outside of them.
 *
 * Not `@fastify/static`: it opens a file for each request, finds it by the path of the request, and cannot write a nonce
 * into the page. The page must also open when fastify is at its bound or fails, so it is served before fastify.
 */
export interface StaticFiles {
  /** The page itself, with `NONCE` where the nonce of an answer belongs. */
  readonly page: string;
  /** The other files, by their path. */
  readonly files: ReadonlyMap<string, StaticFile>;
}

export interface StaticFile {
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
/** Vite writes it into the page (`web/vite.config.ts`). */
export const NONCE = '__CSP_NONCE__';

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
  return { page, files };
}

const PACKED_TYPES = /^(text|application)\/|^image\/svg/;

function pack(body: Buffer, type: string): Buffer | null {
  if (!PACKED_TYPES.test(type)) return null;
  const packed = gzipSync(body);
  return packed.length < body.length ? packed : null;
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
