import { expect } from 'chai';
import type { Asked, Observed } from './observed.js';

/** One answer that an operation may give, and what leads to it. */
export interface Scenario {
  readonly id: string;
  readonly status: number;
  readonly title: string;
  readonly ask: (make: Maker) => Asked | Promise<Asked>;
}

/** Long enough to be one. */
export const PASSWORD = 'correct horse battery';

export interface Maker {
  /** Id of a new key; active unless a switch is named. */
  key(change?: 'disable' | 'revoke'): Promise<string>;
  /** Entity tag of a key. */
  etag(id: string): Promise<string>;
  /** Id of some endpoint. */
  endpoint(): Promise<string>;
  /** Name of a new user, or of a disabled or removed one. */
  user(change?: 'disable' | 'remove'): Promise<string>;
  /** Name of a new role, held by nobody or by a user. */
  role(holder?: 'held'): Promise<string>;
  /** Id of a new session of a new user. */
  session(): Promise<string>;
  /** Name of a new OAuth issuer, without clients or with one that holds `sms:send`. */
  issuer(having?: 'with a client'): Promise<string>;
  /** Id of a new client of a new OAuth issuer; holds `sms:send`. */
  client(change?: 'disable'): Promise<string>;
  /** Sends the request of a scenario once, so that it is the second time when it is sent again. */
  sendFirst(id: string, asked: Asked): Promise<void>;
  /** An unused text. */
  fresh(): string;
}

const NEW_KEY = { name: 'n', scopes: ['sms:send'] };

/** An issuer that is like no other. */
export function newIssuer(name: string) {
  const issuer = `https://${name}.example.com`;
  return { name, issuer, audience: 'https://api.example.com', jwksUri: `${issuer}/jwks` };
}

export function makeMaker({ ask }: Observed): Maker {
  let made = 0;
  const fresh = (): string => {
    made += 1;
    return `text-${String(made)}`;
  };
  return {
    async key(change) {
      const { body } = await ask('createApiKey', { body: NEW_KEY });
      const id = body['key']?.['id'] as unknown as string;
      if (change !== undefined) expect((await ask(`${change}ApiKey`, { of: id })).status).to.equal(200);
      return id;
    },
    etag: async (id) => (await ask('getApiKey', { of: id })).headers.get('etag') ?? '',
    async user(change) {
      const login = fresh();
      await ask('createUser', { body: { login, password: PASSWORD, scopes: ['sms:send'] } });
      if (change === undefined) return login;
      const disabling = { of: login, body: { enabled: false }, headers: { 'if-match': '*' } };
      const changed = await (change === 'remove' ? ask('removeUser', { of: login }) : ask('editUser', disabling));
      expect(changed.status).to.equal(200);
      return login;
    },
    async role(holder) {
      const name = fresh();
      expect((await ask('defineRole', { of: name, body: { scopes: ['sms:send'] } })).status).to.equal(201);
      if (holder === undefined) return name;
      const made = await ask('createUser', { body: { login: fresh(), password: PASSWORD, roles: [name] } });
      expect(made.status).to.equal(201);
      return name;
    },
    async session() {
      const of = await this.user();
      const { body } = await ask('beginUserSession', { of, body: { idleSeconds: 60, lifetimeSeconds: 60 } });
      return body['id'] as unknown as string;
    },
    async issuer(having) {
      const issuer = fresh();
      expect((await ask('createOAuthIssuer', { body: newIssuer(issuer) })).status).to.equal(201);
      const body = { issuer, clientId: 'shop', scopes: ['sms:send'] };
      if (having !== undefined) expect((await ask('createOAuthClient', { body })).status).to.equal(201);
      return issuer;
    },
    async client(change) {
      const issuer = await this.issuer();
      const made = await ask('createOAuthClient', { body: { issuer, clientId: 'shop', scopes: ['sms:send'] } });
      const of = made.body['client']?.['id'] as unknown as string;
      if (change === undefined) return of;
      const edited = await ask('editOAuthClient', { of, body: { enabled: false }, headers: { 'if-match': '*' } });
      expect(edited.status).to.equal(200);
      return of;
    },
    async endpoint() {
      const { items } = (await ask('listEndpoints')).body as unknown as { items: { id: string }[] };
      return items[0]?.id ?? '';
    },
    async sendFirst(id, asked) {
      expect((await ask(id, asked)).status).to.equal(201);
    },
    fresh,
  };
}
