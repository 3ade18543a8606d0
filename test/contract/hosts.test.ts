import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { runScopegate } from '../support/command-line.js';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';

const HOST = 'api.example.com';
const HOSTS = ['', HOST, 'unknown.example.com', 'a@api.example.com'] as const;
const GIVES_A_HOST = `INSERT INTO scopegate.api_host (host, api) SELECT '${HOST}', id FROM scopegate.api WHERE name = 'platform'`;
const SECOND_API = `
  SELECT scopegate.define_api('other', '{other.example.com}');
  SELECT scopegate.define_endpoint('other', 'GET', '/status', access => 'public');`;

/** Which answer every way in gives for each of `HOSTS`. */
const ANSWERS = {
  one: ['public_endpoint', 'public_endpoint', 'no_route', 'unsafe_path'],
  several: ['host_required', 'public_endpoint', 'no_route', 'unsafe_path'],
} as const;

/** The ways in that are no entry points of gateways: operators and services ask there. */
forEachPostgres('questions of operators', function (server) {
  let database: TestDatabase;
  let world: ManageWorld;
  let decisionPoint: DecisionPoint;
  const cases = join(tmpdir(), `scopegate-hosts-${String(process.pid)}.ndjson`);
  const env = (): Record<string, string> => ({ DATABASE_URL: database.url });
  const address = (): string => `127.0.0.1:${String(world.replica.app.grpcPort)}`;

  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    await query(database.url, GIVES_A_HOST);
    decisionPoint = connectDecisionPoint({ address: address(), timeoutMs: 5000 });
    await ready({ method: 'GET', path: '/status', host: HOST });
  });
  after(async () => {
    decisionPoint.close();
    await world.stop();
    await database.drop();
    await rm(cases, { force: true });
  });

  const ready = (question: object): Promise<unknown> =>
    eventually(async () => expect(await world.replica.outcome(question)).to.equal('public_endpoint'));
  const administratorId = (): string => world.administratorKey.split('_')[1] ?? '';
  const whether = (host: string): string[] => (host === '' ? [] : ['--host', host]);
  const textOf = async (words: readonly string[], more = env()): Promise<string> => {
    const { stdout, stderr } = await runScopegate(words, more);
    return `${stdout}${stderr}`;
  };

  const decisions: Record<string, (host: string) => Promise<string>> = {
    'gRPC Check': (host) => world.replica.outcome({ method: 'GET', path: '/status', host }),
    'the Management API': async (host) => {
      const body = { method: 'GET', path: '/status', ...(host === '' ? {} : { host }) };
      return String((await world.call('POST', '/v1/checks', { body })).body['reason']);
    },
    'scopegate check': async (host) => {
      const words = ['check', '--anonymous', '--address', address(), ...whether(host), 'GET', '/status'];
      return /^(?:ALLOW|DENY) {2}(\w+)/.exec(await textOf(words))?.[1] ?? '';
    },
    'scopegate replay by hand': async (host) =>
      /(?:ALLOW|DENY) {2}(\w+)/.exec(await textOf(['replay', ...whether(host), 'GET', '/status']))?.[1] ?? '',
    'scopegate test': async (host) => {
      await writeFile(cases, JSON.stringify({ host, method: 'GET', path: '/status', expect: 'allow' }));
      const text = await textOf(['test', '--json', '--cases', cases]);
      return (JSON.parse(text.slice(0, text.indexOf('\n'))) as { reason: string }).reason;
    },
  };

  async function whoCan(host: string): Promise<string> {
    try {
      for await (const page of decisionPoint.lookupCredentials({ method: 'GET', path: '/status', host }))
        return page.endpoint?.template ?? '';
      return 'nothing';
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
  }
  async function searchedBy(what: 'subject' | 'action', host: string): Promise<string> {
    const resource = { type: 'route', id: '/status', ...(host === '' ? {} : { properties: { host } }) };
    const response = await fetch(`${world.replica.httpUrl}/access/v1/search/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: { type: 'key', id: administratorId() }, action: { name: 'GET' }, resource }),
    });
    const text = await response.text();
    if (response.status !== 200) return `${String(response.status)} ${text}`;
    return (JSON.parse(text) as { results: unknown[] }).results.length > 0 ? 'found' : 'nothing';
  }

  for (const apis of ['one', 'several'] as const) {
    describe(`where the policy has ${apis === 'one' ? 'one API' : 'several APIs'}`, () => {
      before(async () => {
        if (apis === 'one') return;
        await query(database.url, SECOND_API);
        await ready({ method: 'GET', path: '/status', host: 'other.example.com' });
      });

      for (const [way, ask] of Object.entries(decisions)) {
        it(`${way}: ${HOSTS.map((host, at) => `"${host}" is ${ANSWERS[apis][at] ?? ''}`).join(', ')}`, async () => {
          const outcomes: string[] = [];
          for (const host of HOSTS) outcomes.push(await ask(host));
          expect(outcomes).to.deep.equal(ANSWERS[apis]);
        }).timeout(60_000);
      }

      it('lookups and searches ask for the host where they need one, and find nothing for an unknown one', async () => {
        const needsHost = apis === 'several';
        const message = `the policy has several APIs: name the host of the request, one of ${HOST}, other.example.com`;
        expect(await whoCan('')).to.include(needsHost ? `invalid_argument ${message}` : '/status');
        expect(await whoCan(HOST)).to.equal('/status');
        for (const host of HOSTS.slice(2)) expect(await whoCan(host)).to.match(/^invalid_argument no API has the host/);
        for (const what of ['subject', 'action'] as const) {
          expect(await searchedBy(what, '')).to.match(needsHost ? /^400 .*several APIs/s : /^found$/);
          expect(await searchedBy(what, HOST)).to.equal('found');
          for (const host of HOSTS.slice(2)) expect(await searchedBy(what, host)).to.equal('nothing');
        }
        const who = await runScopegate(['who', '--address', address(), 'GET', '/status']);
        expect(who.code).to.equal(needsHost ? 2 : 0);
        if (needsHost) expect(who.stderr).to.include(message);
      }).timeout(60_000);
    });
  }

  describe('an API that no host leads to', () => {
    it('is no part of what a credential can call', async () => {
      await query(
        database.url,
        `SELECT scopegate.define_api('lost');
       SELECT scopegate.define_endpoint('lost', 'GET', '/lost', access => 'public')`,
      );
      const [row] = await query(database.url, 'SELECT scopegate.current_revision()::int AS revision');
      await world.replica.check({ method: 'GET', path: '/status', host: HOST, minRevision: Number(row?.['revision']) });
      const templates: string[] = [];
      for await (const page of decisionPoint.lookupEndpoints({ credential: administratorId() }))
        templates.push(...page.endpoints.map(({ template }) => template));
      expect(templates).to.include('/status').and.not.to.include('/lost');
    });
  });
});
