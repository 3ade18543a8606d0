import { expect } from 'chai';
import type { CredentialKind } from '../../src/engine/policy.js';
import type { Replica } from './replica.js';
import { query } from './query.js';

/** A credential that can be presented. */
export interface Made {
  readonly authorization: string;
  /** Public id of the row whose grants and validity hold for it: its own, or that of the user of a session. */
  readonly holder: string;
}

/** One kind of credential, as the contract meets it. */
export interface KindUnderTest {
  readonly kind: CredentialKind;
  make(): Promise<Made>;
  /** The same credential with another secret. */
  forge(made: Made): string;
  /** Well-formed, and nobody's. */
  readonly stranger: () => string;
  /** Values of the header that have the scheme and cannot be right. */
  readonly malformed: readonly (readonly [title: string, authorization: string])[];
}

export interface ContractWorld {
  readonly url: () => string;
  readonly replica: () => Replica;
}

/** The policy that the contract asks about; the APIs of a database are its own otherwise. */
export const CONTRACT_POLICY = `
  SELECT scopegate.define_category('General', 1);
  SELECT scopegate.define_scope(name, 'General', 'Test')
    FROM unnest(ARRAY['message:send', 'message:read', 'sms:manage', 'everything']) name;
  SELECT scopegate.define_product('sms', 'SMS', 'sms:manage');
  INSERT INTO scopegate.scope_implication (scope, implies) VALUES ('everything', 'message:read');
  SELECT scopegate.define_api('platform', '{}', is_default => true);
  SELECT scopegate.define_endpoint('platform', 'POST', '/messages', ARRAY['message:send'], product => 'sms');
  SELECT scopegate.define_endpoint('platform', 'GET', '/messages/{id}', ARRAY['message:read'], product => 'sms');
  SELECT scopegate.define_endpoint('platform', 'GET', '/me', access => 'authenticated');
  SELECT scopegate.define_endpoint('platform', 'GET', '/status', access => 'public');
  SELECT scopegate.define_endpoint('platform', 'GET', '/only/' || kind, access => 'authenticated', accepted_kinds => ARRAY[kind])
    FROM unnest(scopegate.credential_kinds()) kind;
  SELECT scopegate.define_role('reader', 'Reads', 'message:read');`;

const KINDS: readonly CredentialKind[] = ['api_key', 'user', 'session', 'oauth_token'];

interface Case {
  readonly title: string;
  /** Statements about the holder, $id. */
  readonly given: readonly string[];
  readonly ask?: readonly [method: string, path: string, sourceIp?: string];
  readonly outcome: string;
}

const VALID = 'UPDATE scopegate.credential SET';
const OF_HOLDER = `WHERE public_id = '$id'`;

/** Every kind answers alike; each case begins with a fresh credential that holds `message:send`. */
const CASES: readonly Case[] = [
  { title: 'a scope that the endpoint lists', given: [], outcome: 'scope_held' },
  { title: 'no scope of the endpoint', given: [], ask: ['GET', '/messages/1'], outcome: 'missing_scope' },
  {
    title: 'the manage scope of the product',
    given: [`SELECT scopegate.grant_scope('$id', 'sms:manage')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a scope that implies a listed one',
    given: [`SELECT scopegate.grant_scope('$id', 'everything')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a scope of a role',
    given: [`SELECT scopegate.grant_role('$id', 'reader')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a role that was taken away',
    given: [`SELECT scopegate.grant_role('$id', 'reader')`, `SELECT scopegate.revoke_role('$id', 'reader')`],
    ask: ['GET', '/messages/1'],
    outcome: 'missing_scope',
  },
  {
    title: 'a scope that was revoked',
    given: [`SELECT scopegate.revoke_scope('$id', 'message:send')`],
    outcome: 'missing_scope',
  },
  { title: 'any credential where that is enough', given: [], ask: ['GET', '/me'], outcome: 'any_credential' },
  { title: 'a public endpoint', given: [], ask: ['GET', '/status'], outcome: 'public_endpoint' },
  { title: 'no route', given: [], ask: ['GET', '/nowhere'], outcome: 'no_route' },
  { title: 'an unsafe path', given: [], ask: ['GET', '/me/../me'], outcome: 'unsafe_path' },
  {
    title: 'a disabled one',
    given: [`SELECT scopegate.disable_credential('$id')`],
    outcome: 'disabled_credential',
  },
  {
    title: 'one that was enabled again',
    given: [`SELECT scopegate.disable_credential('$id')`, `SELECT scopegate.enable_credential('$id')`],
    outcome: 'scope_held',
  },
  { title: 'a revoked one', given: [`SELECT scopegate.revoke_credential('$id')`], outcome: 'disabled_credential' },
  {
    title: 'an expired one',
    given: [`${VALID} not_before = now() - interval '2 h', expires_at = now() - interval '1 h' ${OF_HOLDER}`],
    outcome: 'expired',
  },
  {
    title: 'one that is not valid yet',
    given: [`${VALID} not_before = now() + interval '1 h', expires_at = NULL ${OF_HOLDER}`],
    outcome: 'not_yet_valid',
  },
  {
    title: 'an address that it is bound to',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    ask: ['POST', '/messages', '::ffff:192.0.2.9'],
    outcome: 'scope_held',
  },
  {
    title: 'another address',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    ask: ['POST', '/messages', '198.51.100.1'],
    outcome: 'address_not_allowed',
  },
  {
    title: 'an address that nobody knows',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    outcome: 'address_not_allowed',
  },
];

/** Runs every case twice: on a credential that was never seen before the change, and on one that was held then. */
export function describeKind(under: KindUnderTest, world: ContractWorld): void {
  const change = async (statements: readonly string[], holder: string): Promise<number> => {
    let revision = 0;
    for (const statement of statements) {
      await query(world.url(), statement.replaceAll('$id', holder));
      const [row] = await query(world.url(), 'SELECT scopegate.current_revision()::float8 AS revision');
      revision = Number(row?.['revision'] ?? 0);
    }
    return revision;
  };

  for (const { title, given, ask = ['POST', '/messages'], outcome } of CASES) {
    it(`${title}: ${outcome}`, async () => {
      const [method, path, sourceIp = ''] = ask;
      for (const before of ['unseen', 'held']) {
        const made = await under.make();
        const question = { authorization: made.authorization, method, path, sourceIp };
        if (before === 'held') await world.replica().outcome(question);
        const minRevision = await change(given, made.holder);
        expect(await world.replica().outcome({ ...question, minRevision }), before).to.equal(outcome);
      }
    });
  }

  it('is accepted where its kind is, and nowhere else', async () => {
    const { authorization } = await under.make();
    for (const kind of KINDS) {
      const expected = kind === under.kind ? 'any_credential' : 'kind_not_accepted';
      const asked = world.replica().outcome({ authorization, method: 'GET', path: `/only/${kind}` });
      expect(await asked, kind).to.equal(expected);
    }
  });

  it('names its principal', async () => {
    const { authorization } = await under.make();
    const { principal } = await world.replica().check({ authorization, method: 'GET', path: '/me' });
    expect(principal?.kind).to.equal(`CREDENTIAL_KIND_${under.kind.toUpperCase()}`);
    expect(principal?.account).to.equal('acme');
  });

  it('is not told apart from a stranger by a wrong secret', async () => {
    const made = await under.make();
    for (const authorization of [under.stranger(), under.forge(made)]) {
      const answer = await world.replica().check({ authorization, method: 'GET', path: '/me' });
      expect([answer.reason, answer.detail, answer.httpStatus]).to.deep.equal(['REASON_UNKNOWN_CREDENTIAL', '', 401]);
    }
    expect(await world.replica().outcome({ ...made, method: 'GET', path: '/me' })).to.equal('any_credential');
  });

  for (const [title, authorization] of under.malformed) {
    it(`refuses ${title} as malformed`, async () => {
      const asked = world.replica().outcome({ authorization, method: 'GET', path: '/me' });
      expect(await asked).to.equal('malformed_credential');
    });
  }
}
