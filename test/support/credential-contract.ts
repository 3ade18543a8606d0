import { expect } from 'chai';
import type { CredentialKind } from '../../src/engine/index.js';
import { CONTRACT_CASES } from './contract-cases.js';
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
  SELECT scopegate.define_scope('all', 'General', 'Test');
  INSERT INTO scopegate.scope_implication (scope, implies) VALUES ('everything', 'message:read'), ('all', 'everything');
  SELECT scopegate.define_api('platform', '{api.example.com}');
  SELECT scopegate.define_endpoint('platform', 'POST', '/messages', ARRAY['message:send'], product => 'sms');
  SELECT scopegate.define_endpoint('platform', 'GET', '/messages/{id}', ARRAY['message:read'], product => 'sms');
  SELECT scopegate.define_endpoint('platform', 'GET', '/me', access => 'authenticated');
  SELECT scopegate.define_endpoint('platform', 'GET', '/status', access => 'public');
  SELECT scopegate.define_endpoint('platform', 'GET', '/closed', access => 'closed');
  SELECT scopegate.define_endpoint('platform', 'GET', '/invoices', ARRAY['everything'], product => 'sms', managed => false);
  SELECT scopegate.define_endpoint('platform', 'HEAD', '/invoices', ARRAY['message:send']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/only/' || kind, access => 'authenticated', accepted_kinds => ARRAY[kind])
    FROM unnest(scopegate.credential_kinds()) kind;
  SELECT scopegate.define_role('reader', 'Reads', 'message:read');`;

/** The replica polls every 50 ms; the rest is for a machine that has other things to do. */
const REVOCATION_BOUND_MS = 2_000;
const KINDS: readonly CredentialKind[] = ['api_key', 'user', 'session', 'oauth_token'];

/** Runs every case twice: on a credential that was never seen before the change, and on one that was held then. */
export function describeKind(under: KindUnderTest, world: ContractWorld): void {
  /** How fresh an answer is depends on how busy the machine is, and is no part of this contract. */
  const reasonFor = async (question: Parameters<Replica['outcome']>[0]): Promise<string> =>
    (await world.replica().outcome(question)).replace(', degraded', '');

  const change = async (statements: readonly string[], holder: string): Promise<number> => {
    let revision = 0;
    for (const statement of statements) {
      await query(world.url(), statement.replaceAll('$id', holder));
      const [row] = await query(world.url(), 'SELECT scopegate.current_revision()::float8 AS revision');
      revision = Number(row?.['revision'] ?? 0);
    }
    return revision;
  };

  for (const { title, given, ask = ['POST', '/messages'], outcome } of CONTRACT_CASES) {
    it(`${title}: ${outcome}`, async () => {
      const [method, path, sourceIp = ''] = ask;
      for (const before of ['unseen', 'held']) {
        const made = await under.make();
        const question = { authorization: made.authorization, method, path, sourceIp };
        if (before === 'held') await reasonFor(question);
        const minRevision = await change(given, made.holder);
        expect(await reasonFor({ ...question, minRevision }), before).to.equal(outcome);
      }
    });
  }

  it('is accepted where its kind is, and nowhere else', async () => {
    const { authorization } = await under.make();
    for (const kind of KINDS) {
      const expected = kind === under.kind ? 'any_credential' : 'kind_not_accepted';
      const asked = reasonFor({ authorization, method: 'GET', path: `/only/${kind}` });
      expect(await asked, kind).to.equal(expected);
    }
  });

  it('stops within the bound of revocation where it is held, without being asked for a revision', async () => {
    const made = await under.make();
    const question = { authorization: made.authorization, method: 'POST', path: '/messages' };
    expect(await reasonFor(question)).to.equal('scope_held');
    await query(world.url(), `SELECT scopegate.revoke_credential('${made.holder}')`);
    const endsAtMs = Date.now() + REVOCATION_BOUND_MS;
    let outcome = '';
    while (outcome !== 'disabled_credential' && Date.now() < endsAtMs) outcome = await reasonFor(question);
    expect(outcome).to.equal('disabled_credential');
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
    expect(await reasonFor({ ...made, method: 'GET', path: '/me' })).to.equal('any_credential');
  });

  for (const [title, authorization] of under.malformed) {
    it(`refuses ${title} as malformed`, async () => {
      const asked = reasonFor({ authorization, method: 'GET', path: '/me' });
      expect(await asked).to.equal('malformed_credential');
    });
  }
}
