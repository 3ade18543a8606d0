import { makeRouter } from '../../src/engine/index.js';
import type { EndpointSource } from '../../src/engine/index.js';
import { ScopegateError } from '../../src/base/errors.js';
import { silentLog } from '../../src/base/log.js';
import type { Answer, Check } from '../../src/service/decision/answer.js';
import type { CheckRequest } from '../../src/service/check-request.js';
import { makeCheckBatch } from '../../src/service/decision/check-batch.js';
import type { CheckBatch } from '../../src/service/decision/check-batch.js';
import { makeCheck } from '../../src/service/decision/check.js';
import { makeApiKeys } from '../../src/service/identity/api-keys.js';
import { makeSecretScheme } from '../../src/service/identity/secret-scheme.js';
import { makeCredentialCaches } from '../../src/service/identity/credential-caches.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePepper } from '../../src/service/identity/pepper.js';
import { makeLivePolicy } from '../../src/service/decision/live-policy.js';
import type { ApiKeyReader, ApiKeyRow } from '../../src/store/ports/credentials.js';
import type { Catalogue, PolicyReads } from '../../src/store/ports/policy.js';

export const NOW_MS = Date.parse('2026-01-01T00:00:00Z');

const FAMILY = {
  name: 'requestError',
  contentType: 'application/json',
  unauthorizedBody: '{"messageId":"UNAUTHORIZED"}',
  forbiddenBody: '{"messageId":"FORBIDDEN"}',
};
const OTHER_FAMILY = {
  name: 'errorCode',
  contentType: 'application/problem+json',
  unauthorizedBody: '{"errorCode":"E401"}',
  forbiddenBody: '{"errorCode":"E403"}',
};

const UNLIMITED = { maxStalenessMs: null, maxWriteStalenessMs: null };

/** An API for `api.example.com`, and another for `other.example.com`. */
const CATALOGUE: Catalogue = {
  revision: 1,
  errorFamilies: [FAMILY, OTHER_FAMILY],
  apis: [
    { id: 1, name: 'platform', hosts: ['api.example.com'], errorFamily: 'requestError', ...UNLIMITED },
    {
      id: 2,
      name: 'other',
      hosts: ['other.example.com'],
      errorFamily: 'errorCode',
      maxStalenessMs: 20_000,
      maxWriteStalenessMs: 5_000,
    },
  ],
};

const ENDPOINT: EndpointSource = {
  id: 0,
  method: 'GET',
  template: '/',
  access: 'scoped',
  scopes: [],
  product: null,
  managed: true,
  acceptedKinds: null,
  encoded: [],
};

/** The endpoints of a world that is not told others. */
export const ENDPOINTS: readonly EndpointSource[] = [
  { ...ENDPOINT, id: 1, method: 'POST', template: '/messages', scopes: ['message:send', 'sms:send'], product: 'sms' },
  { ...ENDPOINT, id: 2, template: '/messages/{id}', scopes: ['message:read'], product: 'sms' },
  { ...ENDPOINT, id: 3, template: '/billing', scopes: ['billing:read'], product: 'sms', managed: false },
  { ...ENDPOINT, id: 4, template: '/me', access: 'authenticated' },
  { ...ENDPOINT, id: 5, template: '/status', access: 'public' },
  { ...ENDPOINT, id: 6, template: '/internal', access: 'closed' },
  { ...ENDPOINT, id: 7, template: '/keys', scopes: ['keys:read'], acceptedKinds: ['user'] },
];

const CACHE_LIMITS = { maxEntries: 100, maxBytes: 1_000_000, maxRefusedEntries: 100, refusedTtlMs: 1000 };

export interface CheckWorld {
  readonly check: Check;
  readonly checkBatch: CheckBatch;
  readonly prefix: string;
  /** Adds a key and answers with its Authorization value. */
  addKey(changes?: Partial<ApiKeyRow>): string;
  ask(question: Partial<CheckRequest>): Promise<Answer>;
  question(question: Partial<CheckRequest>): CheckRequest;
  /** Calls `during` while keys are being read. */
  onKeyRead(during: () => void): void;
  /** What a change of everything does, committed at the next revision. */
  changeEverything(): Promise<void>;
  setDown(state: 'down' | 'up'): void;
  /** How long ago the database last confirmed what is held. */
  setAge(ageMs: number): void;
  setNow(nowMs: number): void;
  readonly reads: { keys: number };
}

export interface CheckWorldOptions {
  readonly maxAgeMs?: number;
  /** Default `one`: that of `api.example.com`. `two`: also that of `other.example.com`. */
  readonly apis?: 'one' | 'two';
  readonly endpoints?: readonly EndpointSource[];
}

/** A whole check on rows held in memory; only the database is not there. */
export async function makeCheckWorld(options: CheckWorldOptions = {}): Promise<CheckWorld> {
  const pepper = makePepper(Buffer.alloc(32, 3));
  const rows = new Map<string, ApiKeyRow>();
  const reads = { keys: 0 };
  let isDown = false;
  let ageMs = 0;
  let revision = 1;
  let applied = 1;
  let duringRead = (): void => undefined;
  let nowMs = NOW_MS;
  const clock = (): number => nowMs;
  const apiKeyReader: ApiKeyReader = {
    findApiKeys(publicIds) {
      reads.keys++;
      if (isDown) return Promise.reject(new ScopegateError('unavailable', 'down'));
      const found = { revision, keys: publicIds.flatMap((id) => rows.get(id) ?? []) };
      duringRead();
      return Promise.resolve(found);
    },
  };
  const reader: PolicyReads = {
    readCatalogue: () =>
      Promise.resolve({ ...CATALOGUE, apis: CATALOGUE.apis.slice(0, options.apis === 'two' ? 2 : 1), revision }),
    readApi: (id) =>
      Promise.resolve({
        revision,
        source: {
          id,
          name: id === 1 ? 'platform' : 'other',
          endpoints: options.endpoints ?? ENDPOINTS,
          manageScopes: new Map([['sms', 'sms:manage']]),
          implications: [['everything', 'message:send']],
        },
      }),
  };
  const credentials = makeCredentialCaches(CACHE_LIMITS, clock);
  const apiKeys = makeApiKeys({ ...credentials, reader: apiKeyReader, cacheNamespace: '', pepper, clock });
  const held = makeLivePolicy({
    policyReader: {
      ...reader,
      inOneSnapshot: (use) => use({ ...reader, readChanges: () => Promise.reject(new Error('not asked for')) }),
    },
    credentials,
    log: silentLog,
    policyCacheBytes: 10_000_000,
  });
  await held.loadAll();
  const checking = {
    directory: () => held.directory(),
    compiledApis: held.compiledApis,
    schemes: new Map([['app', makeSecretScheme(apiKeys, 'sgk')]]),
    router: makeRouter(),
    staleness: { degradedAfterMs: 1000, maxMs: 60_000 },
    freshness: {
      confirmed: null,
      ageSince: () => ageMs,
      get applied() {
        return applied;
      },
      waitFor: () => Promise.reject(new Error('not asked for')),
    },
    maxAgeMs: options.maxAgeMs ?? 0,
    clock,
  };
  const check = makeCheck(checking);
  return {
    check,
    checkBatch: makeCheckBatch(checking),
    ask: async (question) => check(questionOf(question)),
    question: questionOf,
    prefix: 'sgk',
    reads,
    addKey(changes = {}) {
      const { key, publicId } = mintApiKey('sgk');
      rows.set(publicId, { ...makeRow(rows.size + 1, publicId), digest: pepper.digest(key), ...changes });
      return `App ${key}`;
    },
    onKeyRead(during) {
      duringRead = during;
    },
    async changeEverything() {
      revision++;
      await held.apply({ revision, changes: [{ kind: 'everything' }] }, applied);
      applied = revision;
    },
    setDown(state) {
      isDown = state === 'down';
    },
    setAge(ms) {
      ageMs = ms;
    },
    setNow(instantMs) {
      nowMs = instantMs;
    },
  };
}

function questionOf(question: Partial<CheckRequest>): CheckRequest {
  return { ...QUESTION, ...question };
}

const QUESTION: CheckRequest = {
  authorization: '',
  method: 'POST',
  target: '/messages',
  host: 'api.example.com',
  sourceIp: '',
  minRevision: 0,
  explain: false,
  deadlineMs: NOW_MS + 1000,
};

function makeRow(id: number, publicId: string): Omit<ApiKeyRow, 'digest'> {
  return {
    id,
    publicId,
    kind: 'api_key',
    name: 'a key',
    account: 'acme',
    enabled: true,
    revokedAtMs: null,
    createdAtMs: 0,
    notBeforeMs: null,
    expiresAtMs: null,
    allowedAddresses: [],
    scopes: ['message:send'],
  };
}
