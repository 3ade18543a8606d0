import { credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import { unprotected } from '../../../src/transports/listener/protection.js';
import type { DecisionPointClient } from '../../../src/wire/scopegate/v1/DecisionPoint.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import { attack } from '../../support/attacks/attacker.js';
import type { Attacker } from '../../support/attacks/attacker.js';
import { askMany, ratioOf } from '../../support/attacks/honest.js';
import type { Heard } from '../../support/attacks/honest.js';
import { FLOODS, NUISANCES, SILENT } from '../../support/attacks/http2.js';
import { makeCheckWorld } from '../../support/check-world.js';

const QUESTIONS = 100;
const DEADLINE_MS = 5_000;
const MEDIAN_MS = 1_000;
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;

describe('An honest client beside an attacker of the gRPC listener', function () {
  this.timeout(60_000);
  let server: GrpcServer;
  let client: DecisionPointClient;
  let quiet: Heard;
  const attackers: Attacker[] = [];

  before(async () => {
    const { check, checkBatch } = await makeCheckWorld();
    server = await startGrpcServer({
      ...{ host: '127.0.0.1', port: 0, check, checkBatch, clock: systemClock, trustedHops: 0, protection: unprotected },
    });
    const address = `127.0.0.1:${String(server.port)}`;
    client = new (loadProto().scopegate.v1.DecisionPoint)(address, credentials.createInsecure());
    await askMany(ask, QUESTIONS);
    quiet = await askMany(ask, QUESTIONS);
  });
  after(async () => {
    client.close();
    await server.stop(0);
  });
  afterEach(() => {
    for (const attacker of attackers.splice(0)) attacker.stop();
  });

  function ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = { method: 'GET', path: '/status', host: 'api.example.com' };
      client.check(request, { deadline: Date.now() + DEADLINE_MS }, (error, response) => {
        if (response?.decision === 'DECISION_ALLOW') resolve();
        else reject(error ?? new Error('denied'));
      });
    });
  }

  for (const { end, attacks } of [
    { end: 'closed' as const, attacks: [...SILENT, ...FLOODS] },
    { end: 'borne' as const, attacks: NUISANCES },
  ]) {
    for (const one of attacks) {
      it(`is answered, and the attacker is ${end}: ${one.title}`, async () => {
        const before = process.memoryUsage().rss;
        const startedAt = performance.now();
        const attacker = attack(server.port, one);
        attackers.push(attacker);
        const loud = await askMany(ask, QUESTIONS);
        if (end === 'closed') await attacker.closed;
        const closedMs = performance.now() - startedAt;
        const grown = process.memoryUsage().rss - before;
        console.log(ratioOf(loud, quiet, closedMs));
        expect(loud.medianMs).to.be.below(MEDIAN_MS);
        expect(grown).to.be.below(MAX_GROWTH_BYTES);
        if (end === 'closed') expect(closedMs).to.be.below(20_000);
      });
    }
  }
});
