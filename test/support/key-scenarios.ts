import type { Maker, Scenario } from './maker.js';

const OLD = { 'if-match': '"old"' };
const NEW_KEY = { name: 'n', scopes: ['sms:send'] };
const ROTATION = { overlapSeconds: 1 };
const reads = (id: string): Scenario => ({ id, status: 200, title: 'as it is', ask: () => ({}) });
const ofKey = (id: string): Scenario[] => [
  { id, status: 200, title: 'of a key', ask: async (make) => ({ of: await make.key() }) },
  { id, status: 404, title: 'of no key', ask: () => ({ of: 'nothing' }) },
];
const ofEndpoint = (id: string): Scenario[] => [
  { id, status: 200, title: 'of an endpoint', ask: async (make) => ({ of: await make.endpoint() }) },
  { id, status: 404, title: 'of no endpoint', ask: () => ({ of: '999999' }) },
];
const changes = (id: string, body?: unknown): Scenario[] => [
  { id, status: 404, title: 'of no key', ask: () => ({ of: 'nothing', body, headers: { 'if-match': '*' } }) },
  { id, status: 412, title: 'with an old tag', ask: async (make) => ({ of: await make.key(), body, headers: OLD }) },
];
const ofRevoked = (id: string, body?: unknown): Scenario => ({
  ...{ id, status: 409, title: 'of a revoked key' },
  ask: async (make) => ({ of: await make.key('revoke'), body, headers: { 'if-match': '*' } }),
});

export const KEY_SCENARIOS: readonly Scenario[] = [
  ...['listApiKeys', 'listScopes', 'listProducts', 'listApis', 'listEndpoints', 'listAudit', 'getOverview'].map(reads),
  reads('getSession'),
  ...['getApiKey', 'listApiKeyEndpoints', 'getApiKeyUsage'].flatMap(ofKey),
  ...['getEndpoint', 'listEndpointCallers'].flatMap(ofEndpoint),
  { id: 'createApiKey', status: 201, title: 'a new one', ask: () => ({ body: NEW_KEY }) },
  { id: 'createApiKey', status: 409, title: 'unknown scope', ask: () => ({ body: { name: 'n', scopes: ['no'] } }) },
  {
    ...{ id: 'createApiKey', status: 200, title: 'sent again' },
    async ask(make) {
      const asked = { body: NEW_KEY, headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createApiKey', asked);
      return asked;
    },
  },
  {
    ...{ id: 'createApiKey', status: 422, title: 'another request with the same idempotency key' },
    async ask(make) {
      const headers = { 'idempotency-key': make.fresh() };
      await make.sendFirst('createApiKey', { body: NEW_KEY, headers });
      return { body: { ...NEW_KEY, name: 'other' }, headers };
    },
  },
  ...changes('editApiKey', { name: 'other' }),
  ofRevoked('editApiKey', { name: 'other' }),
  {
    id: 'editApiKey',
    status: 428,
    title: 'without a tag',
    ask: async (make) => ({ of: await make.key(), body: { name: 'o' } }),
  },
  {
    ...{ id: 'editApiKey', status: 200, title: 'with the tag that was read' },
    async ask(make) {
      const of = await make.key();
      return { of, body: { name: 'other' }, headers: { 'if-match': await make.etag(of) } };
    },
  },
  ...['enableApiKey', 'disableApiKey', 'revokeApiKey'].flatMap((id) => [
    ...changes(id),
    { id, status: 200, title: 'a disabled key', ask: async (make: Maker) => ({ of: await make.key('disable') }) },
  ]),
  ofRevoked('enableApiKey'),
  ofRevoked('disableApiKey'),
  ...changes('rotateApiKey', ROTATION),
  ofRevoked('rotateApiKey', ROTATION),
  {
    id: 'rotateApiKey',
    status: 201,
    title: 'an active key',
    ask: async (make) => ({ of: await make.key(), body: ROTATION }),
  },
  {
    ...{ id: 'rotateApiKey', status: 200, title: 'sent again' },
    async ask(make) {
      const asked = { of: await make.key(), body: ROTATION, headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('rotateApiKey', asked);
      return asked;
    },
  },
  {
    ...{ id: 'rotateApiKey', status: 422, title: 'another request with the same idempotency key' },
    async ask(make) {
      const asked = { of: await make.key(), body: ROTATION, headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('rotateApiKey', asked);
      return { ...asked, body: { overlapSeconds: 2 } };
    },
  },
  { id: 'previewScopes', status: 200, title: 'of one scope', ask: () => ({ body: { scopes: ['sms:send'] } }) },
  {
    ...{ id: 'explainCheck', status: 200, title: 'of a key' },
    ask: async (make) => ({ body: { keyId: await make.key(), method: 'POST', path: '/sms' } }),
  },
  {
    ...{ id: 'explainCheck', status: 404, title: 'of no key' },
    ask: () => ({ body: { keyId: 'nothing', method: 'POST', path: '/sms' } }),
  },
  { id: 'signOut', status: 204, title: 'without a session', ask: () => ({ key: null }) },
];
