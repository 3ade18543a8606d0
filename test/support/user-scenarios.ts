import { PASSWORD } from './maker.js';
import type { Scenario } from './maker.js';

const TIMES = { idleSeconds: 60, lifetimeSeconds: 120 };
const ANY = { 'if-match': '*' };
const OLD = { 'if-match': '"old"' };
const SCOPES = { scopes: ['sms:send'] };

/** Answers of the operations on users, roles and sessions, and what leads to them. */
export const USER_SCENARIOS: readonly Scenario[] = [
  ...['listUsers', 'listRoles', 'listUserSessions'].map((id) => ({
    id,
    status: 200,
    title: 'as it is',
    ask: () => ({}),
  })),
  ...['getUser', 'getRole'].map((id) => ({ id, status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) })),
  { id: 'getUser', status: 200, title: 'of a user', ask: async (make) => ({ of: await make.user() }) },
  { id: 'getRole', status: 200, title: 'of a role', ask: async (make) => ({ of: await make.role() }) },
  {
    ...{ id: 'createUser', status: 201, title: 'a new one' },
    ask: (make) => ({ body: { login: make.fresh(), password: PASSWORD } }),
  },
  {
    ...{ id: 'createUser', status: 409, title: 'a taken name' },
    ask: async (make) => ({ body: { login: await make.user(), password: PASSWORD } }),
  },
  {
    ...{ id: 'createUser', status: 200, title: 'sent again' },
    async ask(make) {
      const asked = { body: { login: make.fresh(), password: PASSWORD }, headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createUser', asked);
      return asked;
    },
  },
  {
    ...{ id: 'createUser', status: 422, title: 'another request with the same idempotency key' },
    async ask(make) {
      const asked = { body: { login: make.fresh(), password: PASSWORD }, headers: { 'idempotency-key': make.fresh() } };
      await make.sendFirst('createUser', asked);
      return { ...asked, body: { ...asked.body, login: make.fresh() } };
    },
  },
  {
    ...{ id: 'editUser', status: 200, title: 'what it holds' },
    ask: async (make) => ({ of: await make.user(), body: { roles: [await make.role()] }, headers: ANY }),
  },
  { id: 'editUser', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody', body: { name: 'n' }, headers: ANY }) },
  {
    ...{ id: 'editUser', status: 409, title: 'an unknown role' },
    ask: async (make) => ({ of: await make.user(), body: { roles: ['nothing'] }, headers: ANY }),
  },
  {
    ...{ id: 'editUser', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.user(), body: { name: 'n' }, headers: OLD }),
  },
  {
    ...{ id: 'editUser', status: 428, title: 'without a tag' },
    ask: async (make) => ({ of: await make.user(), body: { name: 'n' } }),
  },
  {
    ...{ id: 'setUserPassword', status: 200, title: 'of a user' },
    ask: async (make) => ({ of: await make.user(), body: { password: `${PASSWORD} 2` } }),
  },
  {
    id: 'setUserPassword',
    status: 404,
    title: 'of nobody',
    ask: () => ({ of: 'nobody', body: { password: PASSWORD } }),
  },
  {
    ...{ id: 'setUserPassword', status: 409, title: 'of a removed user' },
    ask: async (make) => ({ of: await make.user('remove'), body: { password: PASSWORD } }),
  },
  { id: 'removeUser', status: 200, title: 'for good', ask: async (make) => ({ of: await make.user() }) },
  { id: 'removeUser', status: 404, title: 'of nobody', ask: () => ({ of: 'nobody' }) },
  {
    ...{ id: 'removeUser', status: 412, title: 'with an old tag' },
    ask: async (make) => ({ of: await make.user(), headers: OLD }),
  },
  { id: 'defineRole', status: 201, title: 'a new one', ask: (make) => ({ of: make.fresh(), body: SCOPES }) },
  {
    ...{ id: 'defineRole', status: 200, title: 'one that there is' },
    ask: async (make) => ({
      of: await make.role('held'),
      body: { scopes: ['voice:call'], description: 'Calls' },
      headers: ANY,
    }),
  },
  {
    ...{ id: 'defineRole', status: 428, title: 'one that there is, without a tag' },
    ask: async (make) => ({ of: await make.role(), body: SCOPES }),
  },
  {
    ...{ id: 'defineRole', status: 412, title: 'one that there is, with an old tag' },
    ask: async (make) => ({ of: await make.role(), body: SCOPES, headers: OLD }),
  },
  {
    id: 'defineRole',
    status: 409,
    title: 'unknown scope',
    ask: (make) => ({ of: make.fresh(), body: { scopes: ['no'] } }),
  },
  {
    ...{ id: 'defineRole', status: 412, title: 'of one that is not there, with a tag' },
    ask: (make) => ({ of: make.fresh(), body: SCOPES, headers: ANY }),
  },
  { id: 'removeRole', status: 200, title: 'held by nobody', ask: async (make) => ({ of: await make.role() }) },
  { id: 'removeRole', status: 409, title: 'held by a user', ask: async (make) => ({ of: await make.role('held') }) },
  { id: 'removeRole', status: 404, title: 'of nobody', ask: () => ({ of: 'nothing' }) },
  {
    id: 'removeRole',
    status: 412,
    title: 'with an old tag',
    ask: async (make) => ({ of: await make.role(), headers: OLD }),
  },
  {
    id: 'beginUserSession',
    status: 201,
    title: 'for a user',
    ask: async (make) => ({ of: await make.user(), body: TIMES }),
  },
  { id: 'beginUserSession', status: 404, title: 'for nobody', ask: () => ({ of: 'nobody', body: TIMES }) },
  {
    ...{ id: 'beginUserSession', status: 409, title: 'for a disabled user' },
    ask: async (make) => ({ of: await make.user('disable'), body: TIMES }),
  },
  { id: 'endUserSession', status: 200, title: 'that goes on', ask: async (make) => ({ of: await make.session() }) },
  { id: 'endUserSession', status: 404, title: 'of nobody', ask: () => ({ of: 'nothing' }) },
];
