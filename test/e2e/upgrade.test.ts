import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { runScopegate } from '../support/command-line.js';
import { suiteWith } from '../support/prerequisites.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { PREVIOUS_VERSION, buildPreviousVersion } from '../support/previous-version.js';
import type { PreviousVersion } from '../support/previous-version.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const KEY = /sgk_[0-9A-Za-z_]{62}/;
const HOST = 'api.example.com';
const ALLOWED = { host: HOST, method: 'POST', path: '/sms/2/messages' };
const DENIED = { host: HOST, method: 'DELETE', path: '/numbers/1/numbers/42' };

interface Created {
  readonly id: string;
  readonly secret: string;
  readonly revision: number;
}

suiteWith(PREVIOUS_VERSION, 'Upgrades', (previous) => {
  forEachPostgres('An upgrade', function (server) {
    let database: TestDatabase;
    let old: PreviousVersion;
    let service: RunningService;
    let ask: DecisionPoint;
    let demoKey: string;
    const administratorKey = mintApiKey('sgk').key;
    const env = (): Record<string, string> => ({
      DATABASE_URL: database.url,
      SCOPEGATE_PEPPER: PEPPER.toString('base64'),
      SCOPEGATE_FIRST_ADMINISTRATOR_KEY: administratorKey,
    });
    before(async function () {
      this.timeout(60_000);
      database = await server.createEmptyDatabase();
      old = await buildPreviousVersion(previous);
      service = await startService({ env: env(), command: old.command, words: ['--migrate', '--demo'] });
      demoKey = KEY.exec(service.stdout())![0];
      ask = connectDecisionPoint({ address: service.grpcAddress, timeoutMs: 3000 });
    });
    after(async () => {
      ask.close();
      await service.stop();
      old.remove();
      await database.drop();
    });

    async function manage(url: string, path: string, body: object): Promise<Record<string, unknown>> {
      const headers = { authorization: `App ${administratorKey}`, 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/api-keys${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      expect(response.status, JSON.stringify(answer)).to.be.oneOf([200, 201]);
      return answer;
    }
    async function createKey(url: string): Promise<Created> {
      const made = await manage(url, '', { name: 'upgrade', account: 'acme', scopes: ['message:send'] });
      const { id } = made['key'] as { id: string };
      return { id, secret: String(made['secret']), revision: Number(made['revision']) };
    }
    const outcome = async (
      client: DecisionPoint,
      secret: string,
      request: object,
      minRevision = 0,
    ): Promise<string> => {
      const { reason } = await client.check({ authorization: `App ${secret}`, ...request, minRevision });
      return reason.replace('REASON_', '').toLowerCase();
    };

    it('of the schema goes on under the version before, which answers, makes keys and knows them at once', async () => {
      const outcomes = new Set<string>();
      const work = new AbortController();
      const checking = repeat(work.signal, 5, async () => {
        outcomes.add(`allowed: ${await outcome(ask, demoKey, ALLOWED)}`);
        outcomes.add(`denied: ${await outcome(ask, demoKey, DENIED)}`);
      });
      const creating = repeat(work.signal, 50, async () => {
        const { secret, revision } = await createKey(service.httpUrl);
        outcomes.add(`new key: ${await outcome(ask, secret, ALLOWED, revision)}`);
      });
      await sleep(500);
      const migrated = await runScopegate(['migrate', '--json'], env());
      expect(migrated.code, migrated.stderr).to.equal(0);
      await sleep(1_000);
      work.abort();
      const [checks, keys] = await Promise.all([checking, creating]);
      expect(checks).to.be.greaterThan(50);
      expect(keys).to.be.greaterThan(5);
      expect([...outcomes].sort()).to.deep.equal([
        'allowed: scope_held',
        'denied: missing_scope',
        'new key: scope_held',
      ]);
    }).timeout(60_000);

    it('ends with both versions on one schema, each of which hears of what the other changes', async () => {
      const next = await startService({ env: env() });
      const askNext = connectDecisionPoint({ address: next.grpcAddress, timeoutMs: 3000 });
      try {
        const byNext = await createKey(next.httpUrl);
        expect(await outcome(ask, byNext.secret, ALLOWED, byNext.revision)).to.equal('scope_held');
        const byOld = await createKey(service.httpUrl);
        expect(await outcome(askNext, byOld.secret, ALLOWED, byOld.revision)).to.equal('scope_held');
        const revoked = await manage(service.httpUrl, `/${byNext.id}/revoke`, {});
        expect(await outcome(askNext, byNext.secret, ALLOWED, Number(revoked['revision']))).to.equal(
          'disabled_credential',
        );
      } finally {
        askNext.close();
        await next.stop();
      }
    }).timeout(60_000);
  });
});

/** Repeats until the signal, and answers with how often; rejects with the first failure. */
async function repeat(until: AbortSignal, pauseMs: number, work: () => Promise<void>): Promise<number> {
  let times = 0;
  for (; !until.aborted; times++) {
    await work();
    await sleep(pauseMs);
  }
  return times;
}
