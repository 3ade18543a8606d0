import { expect } from 'chai';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import type { CheckRequest } from '../../src/wire/scopegate/v1/CheckRequest.js';
import { COMMAND } from '../support/built-project.js';
import { spawnScopegate } from '../support/command-line.js';
import { FIRST, restoreFirstSchema } from '../support/first-schema.js';
import { buildNextVersion } from '../support/next-version.js';
import { suiteWith } from '../support/prerequisites.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { PREVIOUS_VERSION, buildPreviousVersion } from '../support/previous-version.js';
import type { BuiltVersion } from '../support/previous-version.js';
import { eventually } from '../support/query.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const THIS_VERSION: BuiltVersion = { command: COMMAND, remove: () => undefined };
const HOST = 'messages.example.com';
const ALLOWED = { method: 'POST', path: '/messages', host: HOST };
const DENIED = { method: 'DELETE', path: '/numbers/42', host: HOST };
const app = (key: string): string => `App ${key}`;
const basic = ({ login, password }: { login: string; password: string }): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

const { keys, user } = FIRST;
const OF_THE_FIRST_RELEASE: [title: string, request: CheckRequest, reason: string][] = [
  ['a key with its scope', { ...ALLOWED, authorization: app(keys.live) }, 'scope_held'],
  ['a key without the scope', { ...DENIED, authorization: app(keys.live) }, 'missing_scope'],
  ['a key at its address', { ...ALLOWED, authorization: app(keys.narrow), sourceIp: '192.0.2.7' }, 'scope_held'],
  ['a key elsewhere', { ...ALLOWED, authorization: app(keys.narrow), sourceIp: '198.51.100.7' }, 'address_not_allowed'],
  ['a revoked key', { ...ALLOWED, authorization: app(keys.revoked) }, 'disabled_credential'],
  ['the successor of a rotated key', { ...ALLOWED, authorization: app(keys.successor) }, 'scope_held'],
  ['a user with a role', { ...ALLOWED, method: 'GET', path: '/messages/7', authorization: basic(user) }, 'scope_held'],
  ['a user without the scope', { ...ALLOWED, authorization: basic(user) }, 'missing_scope'],
  ['nobody, at a public endpoint', { ...ALLOWED, method: 'GET', path: '/health' }, 'public_endpoint'],
];

interface Created {
  readonly id: string;
  readonly secret: string;
  readonly revision: number;
}

interface Versions {
  readonly old: () => Promise<BuiltVersion>;
  readonly next: () => Promise<BuiltVersion>;
}

upgrade('An upgrade to a version after this one', {
  old: () => Promise.resolve(THIS_VERSION),
  next: buildNextVersion,
});

suiteWith(PREVIOUS_VERSION, 'Upgrades', (previous) => {
  upgrade('An upgrade from an earlier version', {
    old: () => buildPreviousVersion(previous),
    next: () => Promise.resolve(THIS_VERSION),
  });
});

function upgrade(title: string, versions: Versions): void {
  forEachPostgres(title, function (server) {
    let database: TestDatabase;
    let old: BuiltVersion;
    let next: BuiltVersion;
    let service: RunningService;
    let ask: DecisionPoint;
    const env = (): Record<string, string> => ({ DATABASE_URL: database.url, SCOPEGATE_PEPPER: FIRST.pepper });
    const connect = (to: RunningService): DecisionPoint =>
      connectDecisionPoint({ address: to.grpcAddress, timeoutMs: 3000 });
    before(async function () {
      this.timeout(120_000);
      database = await server.createEmptyDatabase();
      await restoreFirstSchema(database.url);
      old = await versions.old();
      next = await versions.next();
      service = await startService({ env: env(), command: old.command, words: ['--migrate'] });
      ask = connect(service);
    });
    after(async () => {
      ask.close();
      await service.stop();
      old.remove();
      next.remove();
      await database.drop();
    });

    for (const [who, request, reason] of OF_THE_FIRST_RELEASE) {
      it(`begins with decisions on what the first release stored: ${who}`, async () => {
        expect(await outcome(ask, request)).to.equal(reason);
      });
    }

    it('of the schema goes on under the version before, which answers, makes keys and knows them at once', async () => {
      const outcomes = new Set<string>();
      const work = new AbortController();
      const checking = repeat(work.signal, async () => {
        outcomes.add(`allowed: ${await outcome(ask, { ...ALLOWED, authorization: app(keys.live) })}`);
        outcomes.add(`denied: ${await outcome(ask, { ...DENIED, authorization: app(keys.live) })}`);
      });
      const creating = repeat(work.signal, async () => {
        const { secret, revision } = await createKey(service.httpUrl);
        outcomes.add(
          `new key: ${await outcome(ask, { ...ALLOWED, authorization: app(secret), minRevision: revision })}`,
        );
      });
      await Promise.all([checking.reached(20), creating.reached(2)]);
      const migrated = await spawnScopegate(['migrate', '--json'], env(), '', next.command);
      expect(migrated.code, migrated.stderr).to.equal(0);
      expect(JSON.parse(migrated.stdout)).to.have.property('schema').that.is.not.empty;
      await Promise.all([checking.reached(20), creating.reached(3)]);
      work.abort();
      await Promise.all([checking.ended, creating.ended]);
      expect([...outcomes].sort()).to.deep.equal([
        'allowed: scope_held',
        'denied: missing_scope',
        'new key: scope_held',
      ]);
    }).timeout(60_000);

    it('ends with both versions on one schema, each of which hears of what the other changes', async () => {
      const newer = await startService({ env: env(), command: next.command });
      const askNewer = connect(newer);
      const check = (point: DecisionPoint, { secret }: Created, minRevision: number): Promise<string> =>
        outcome(point, { ...ALLOWED, authorization: app(secret), minRevision });
      try {
        const byNewer = await createKey(newer.httpUrl);
        expect(await check(ask, byNewer, byNewer.revision)).to.equal('scope_held');
        const byOld = await createKey(service.httpUrl);
        expect(await check(askNewer, byOld, byOld.revision)).to.equal('scope_held');
        const revoked = await manage(service.httpUrl, `/${byNewer.id}/revoke`, {});
        expect(await check(askNewer, byNewer, Number(revoked['revision']))).to.equal('disabled_credential');
        for (const [who, request, reason] of OF_THE_FIRST_RELEASE)
          expect(await outcome(askNewer, request), who).to.equal(reason);
      } finally {
        askNewer.close();
        await newer.stop();
      }
    }).timeout(60_000);
  });
}

async function manage(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: app(keys.administrator), 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/api-keys${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as Record<string, unknown>;
  expect(response.status, JSON.stringify(answer)).to.be.oneOf([200, 201]);
  return answer;
}

async function createKey(url: string): Promise<Created> {
  const made = await manage(url, '', { name: 'upgrade', account: 'acme', scopes: ['message:send'] });
  const { id } = made['key'] as { id: string };
  return { id, secret: String(made['secret']), revision: Number(made['revision']) };
}

async function outcome(client: DecisionPoint, request: CheckRequest): Promise<string> {
  const { reason } = await client.check(request);
  return reason.replace('REASON_', '').toLowerCase();
}

interface Repeated {
  /** Resolves when the work was done this many times more. Rejects with its first failure. */
  reached(times: number): Promise<void>;
  /** Resolves after the signal. */
  readonly ended: Promise<void>;
}

function repeat(until: AbortSignal, work: () => Promise<void>): Repeated {
  let done = 0;
  let failure: unknown;
  const loop = async (): Promise<void> => {
    while (!until.aborted) {
      await work();
      done++;
    }
  };
  const ended = loop().catch((error: unknown) => {
    failure = error;
    throw error;
  });
  ended.catch(() => undefined);
  return {
    ended,
    async reached(times) {
      const goal = done + times;
      await eventually(() => {
        if (failure === undefined && done < goal) throw new Error(`done ${String(done)} of ${String(goal)} times`);
        return Promise.resolve();
      }, 30_000);
      if (failure !== undefined) await ended;
    },
  };
}
