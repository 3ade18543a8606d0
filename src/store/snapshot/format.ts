import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Type } from 'typebox';
import { ScopegateError } from '../../base/errors.js';
import { makeShape } from '../../base/shape.js';
import { parseStrictJson } from '../../base/strict-json.js';
import type { ApiSource } from '../../engine/index.js';
import type { KeptOauth } from '../ports/issuers.js';
import type { Catalogue } from '../ports/policy.js';
import type { PolicySnapshot, SnapshotEncoder } from '../ports/policy-snapshot.js';

const VERSION = 4;
/** Of one line; the whole table of one API is one. */
const BOUNDS = { maxBytes: 512 * 1024 * 1024, maxDepth: 32 };
const readHeader = makeShape(
  Type.Object({
    format: Type.Literal('scopegate policy'),
    version: Type.Number(),
    revision: Type.Number(),
    confirmedAtMs: Type.Number(),
  }),
);

export const snapshotEncoder: SnapshotEncoder = {
  encodeCatalogue: (catalogue) => promisify(gzip)(`${JSON.stringify(catalogue)}\n`),
  encodeOauth: (oauth) => promisify(gzip)(`${JSON.stringify(oauth)}\n`),
  encodeApi: (source) => promisify(gzip)(`${JSON.stringify({ ...source, manageScopes: [...source.manageScopes] })}\n`),
  assemble: assembleSnapshot,
};

/**
 * The bytes of a file: SHA-256 of the rest in hexadecimal and a newline, one line of JSON about the whole, then the parts,
 * each a gzip member (RFC 1952, section 2.2: members simply follow one another): the catalogue, OAuth, the APIs.
 */
function assembleSnapshot(about: Pick<PolicySnapshot, 'revision' | 'confirmedAtMs'>, parts: readonly Buffer[]): Buffer {
  const { revision, confirmedAtMs } = about;
  const line = JSON.stringify({ format: 'scopegate policy', version: VERSION, revision, confirmedAtMs });
  const rest = Buffer.concat([Buffer.from(`${line}\n`), ...parts]);
  return Buffer.concat([Buffer.from(`${digest(rest)}\n`), rest]);
}

/** @throws ScopegateError `policy` for bytes that are no whole snapshot of this version */
export async function parseSnapshot(bytes: Buffer): Promise<PolicySnapshot> {
  const [sum, rest] = cutLine(bytes);
  if (sum !== digest(rest)) throw new ScopegateError('policy', 'the checksum does not match: the file is damaged');
  const [line, parts] = cutLine(rest);
  const { value: about } = readHeader(parseStrictJson(line, BOUNDS));
  if (about === null) throw new ScopegateError('policy', 'this is no policy snapshot');
  const { version, revision, confirmedAtMs } = about;
  if (version !== VERSION)
    throw new ScopegateError('policy', `it has version ${String(version)}, not ${String(VERSION)}`);
  const [catalogue, oauth, ...apis] = (await promisify(gunzip)(parts)).toString().trimEnd().split('\n');
  return {
    revision,
    confirmedAtMs,
    catalogue: parseStrictJson(catalogue ?? '', BOUNDS) as Catalogue,
    oauth: parseStrictJson(oauth ?? '', BOUNDS) as KeptOauth,
    apis: apis.map(parseApi),
  };
}

function parseApi(line: string): ApiSource {
  const plain = parseStrictJson(line, BOUNDS) as Omit<ApiSource, 'manageScopes'> & { manageScopes: [string, string][] };
  return { ...plain, manageScopes: new Map(plain.manageScopes) };
}

function cutLine(bytes: Buffer): [line: string, rest: Buffer] {
  const end = bytes.indexOf('\n');
  return [bytes.subarray(0, Math.max(0, end)).toString(), bytes.subarray(end + 1)];
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
