import { LRUCache } from 'lru-cache';
import { noAnswer } from '../../../base/errors.js';
import type { CredentialRow } from '../../../store/ports/credentials.js';
import type { IssuerReader } from '../../../store/ports/issuers.js';
import { makeBatchLoader } from '../batch-loader.js';
import type { CachedCredential } from '../credential-cache.js';
import { holdCredential } from '../api-keys.js';
import type { CredentialCaches } from '../credential-caches.js';

/** Credentials by whose tokens they stand for. */
export interface Clients {
  /** Null where the issuer has no such client; synchronous when it is held. Rejects with `unavailable`. */
  find(issuerId: number, clientId: string): CachedCredential | null | Promise<CachedCredential | null>;
}

export interface ClientsDeps extends Pick<CredentialCaches, 'invalidations' | 'scopes'> {
  readonly reader: IssuerReader;
  readonly maxEntries: number;
}

interface ReadClient {
  readonly row: CredentialRow | null;
  readonly revision: number;
}

interface Entry {
  readonly held: CachedCredential | null;
  readonly revision: number;
}

const READS = { maxKeysPerRead: 1_000, maxReadsInFlight: 2, maxWaiting: 20_000 };
const MAX_READ_ATTEMPTS = 5;

/** A row of all other clients is held once for each of them, so what is held is judged by when it was read. */
export function makeClients({ reader, invalidations, scopes, maxEntries }: ClientsDeps): Clients {
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  const loader = makeBatchLoader<ReadClient>({
    ...READS,
    async read(keys) {
      const { revision, clients } = await reader.findClients(keys.map(parseKey));
      return new Map(keys.map((key, index) => [key, { row: clients[index] ?? null, revision }]));
    },
  });
  const isStale = (issuerId: number, credentialId: number | undefined, revision: number): boolean =>
    invalidations.isStale(issuerId, revision) ||
    (credentialId !== undefined && invalidations.isStale(credentialId, revision));

  async function load(issuerId: number, key: string): Promise<CachedCredential | null> {
    for (let attempt = 1; attempt <= MAX_READ_ATTEMPTS; attempt++) {
      const { row, revision } = await loader.load(key);
      if (isStale(issuerId, row?.id, revision)) continue;
      const held = row === null ? null : holdCredential(row, scopes);
      entries.set(key, { held, revision });
      return held;
    }
    throw noAnswer('the database lags behind the changes already seen');
  }

  return {
    find(issuerId, clientId) {
      const key = `${String(issuerId)} ${clientId}`;
      const entry = entries.get(key);
      const isHeld = entry !== undefined && !isStale(issuerId, entry.held?.row.id, entry.revision);
      return isHeld ? entry.held : load(issuerId, key);
    },
  };
}

function parseKey(key: string): { issuerId: number; clientId: string } {
  const space = key.indexOf(' ');
  return { issuerId: Number(key.slice(0, space)), clientId: key.slice(space + 1) };
}
