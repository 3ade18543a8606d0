import { newIssuer } from './maker.js';
import type { Maker, Scenario } from './maker.js';

const ANY = { 'if-match': '*' };
const OLD = { 'if-match': '"old"' };

const issuerBody = (make: Maker) => ({ body: newIssuer(make.fresh()) });
const clientBody = async (make: Maker) => ({ issuer: await make.issuer(), clientId: 'shop' });

const ISSUERS: readonly Scenario[] = [
  { id: 'listOAuthIssuers', status: 200, title: 'as it is', ask: () => ({}) },
  { id: 'getOAuthIssuer', status: 200, title: 'of an issuer', ask: async (make) => ({ of: await make.issuer() }) },
  { id: 'getOAuthIssuer', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) },
  { id: 'createOAuthIssuer', status: 201, title: 'a new one', ask: issuerBody },
  {
    ...{ id: 'createOAuthIssuer', status: 409, title: 'a taken name' },
    ask: async (make) => ({ body: { ...newIssuer(make.fresh()), name: await make.issuer() } }),
  },
  {
    ...{ id: 'createOAuthIssuer', status: 200, title: 'sent again' },
    async ask(make) {
      const asked = { ...issuerBody(make), headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createOAuthIssuer', asked);
      return asked;
    },
  },
  {
    ...{ id: 'createOAuthIssuer', status: 422, title: 'another request with the same idempotency key' },
    async ask(make) {
      const asked = { ...issuerBody(make), headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createOAuthIssuer', asked);
      return { ...asked, ...issuerBody(make) };
    },
  },
  {
    ...{ id: 'editOAuthIssuer', status: 200, title: 'what its scopes count as' },
    ask: async (make) => ({
      of: await make.issuer(),
      body: { scopeMap: [{ theirs: 'sms', ours: 'sms:send' }], introspection: null },
      headers: ANY,
    }),
  },
  {
    ...{ id: 'editOAuthIssuer', status: 409, title: 'an unknown scope' },
    ask: async (make) => ({
      of: await make.issuer(),
      body: { scopeMap: [{ theirs: 'sms', ours: 'nothing' }] },
      headers: ANY,
    }),
  },
  {
    ...{ id: 'editOAuthIssuer', status: 404, title: 'of nobody' },
    ask: () => ({ of: 'nobody', body: { enabled: false }, headers: ANY }),
  },
  {
    ...{ id: 'editOAuthIssuer', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.issuer(), body: { enabled: false }, headers: OLD }),
  },
  {
    ...{ id: 'editOAuthIssuer', status: 428, title: 'without a tag' },
    ask: async (make) => ({ of: await make.issuer(), body: { enabled: false } }),
  },
  {
    id: 'removeOAuthIssuer',
    status: 200,
    title: 'without clients',
    ask: async (make) => ({ of: await make.issuer() }),
  },
  {
    ...{ id: 'removeOAuthIssuer', status: 409, title: 'with a client' },
    ask: async (make) => ({ of: await make.issuer('with a client') }),
  },
  { id: 'removeOAuthIssuer', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) },
  {
    ...{ id: 'removeOAuthIssuer', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.issuer(), headers: OLD }),
  },
];

const CLIENTS: readonly Scenario[] = [
  { id: 'listOAuthClients', status: 200, title: 'as it is', ask: () => ({}) },
  { id: 'getOAuthClient', status: 200, title: 'of a client', ask: async (make) => ({ of: await make.client() }) },
  { id: 'getOAuthClient', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) },
  {
    ...{ id: 'createOAuthClient', status: 201, title: 'for all others' },
    ask: async (make) => ({ body: { issuer: await make.issuer(), clientId: null } }),
  },
  {
    ...{ id: 'createOAuthClient', status: 404, title: 'of no issuer' },
    ask: () => ({ body: { issuer: 'nobody', clientId: 'shop' } }),
  },
  {
    ...{ id: 'createOAuthClient', status: 409, title: 'that there is' },
    ask: async (make) => ({ body: { issuer: await make.issuer('with a client'), clientId: 'shop' } }),
  },
  {
    ...{ id: 'createOAuthClient', status: 200, title: 'sent again' },
    async ask(make) {
      const asked = { body: await clientBody(make), headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createOAuthClient', asked);
      return asked;
    },
  },
  {
    ...{ id: 'createOAuthClient', status: 422, title: 'another request with the same idempotency key' },
    async ask(make) {
      const asked = { body: await clientBody(make), headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createOAuthClient', asked);
      return { ...asked, body: { ...asked.body, clientId: 'another' } };
    },
  },
  {
    ...{ id: 'editOAuthClient', status: 200, title: 'what it holds and until when' },
    ask: async (make) => ({
      of: await make.client(),
      body: { roles: [await make.role()], scopes: [], expiresAt: '2099-01-01T00:00:00.000Z' },
      headers: ANY,
    }),
  },
  {
    ...{ id: 'editOAuthClient', status: 404, title: 'of nobody' },
    ask: () => ({ of: 'nobody', body: { name: 'n' }, headers: ANY }),
  },
  {
    ...{ id: 'editOAuthClient', status: 409, title: 'an unknown role' },
    ask: async (make) => ({ of: await make.client(), body: { roles: ['nothing'] }, headers: ANY }),
  },
  {
    ...{ id: 'editOAuthClient', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.client(), body: { name: 'n' }, headers: OLD }),
  },
  {
    ...{ id: 'editOAuthClient', status: 428, title: 'without a tag' },
    ask: async (make) => ({ of: await make.client(), body: { name: 'n' } }),
  },
  { id: 'removeOAuthClient', status: 200, title: 'that there is', ask: async (make) => ({ of: await make.client() }) },
  { id: 'removeOAuthClient', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) },
  {
    ...{ id: 'removeOAuthClient', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.client(), headers: OLD }),
  },
];

/** Answers of the operations on OAuth issuers and their clients, and what leads to them. */
export const OAUTH_SCENARIOS: readonly Scenario[] = [...ISSUERS, ...CLIENTS];
