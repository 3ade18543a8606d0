import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { CheckResponse, DecisionPoint } from '../../src/client/decision-point.js';
import type { ContractWorld, KindUnderTest } from './credential-contract.js';
import { query } from './query.js';

const REQUESTS = [
  ['POST', '/messages'],
  ['GET', '/messages/1'],
  ['GET', '/me'],
  ['GET', '/nowhere'],
  ['GET', '/closed'],
];

/** Every way to ask says the same of every kind, and use is recorded of each. */
export function describeSurfaces(under: KindUnderTest, world: ContractWorld): void {
  let decisionPoint: DecisionPoint;
  before(() => {
    const address = `127.0.0.1:${String(world.replica().app.grpcPort)}`;
    decisionPoint = connectDecisionPoint({ address, timeoutMs: 10_000 });
  });
  after(() => {
    decisionPoint.close();
  });

  /** Without what differs from moment to moment. */
  const said = (response: CheckResponse | null): unknown =>
    response === null ? null : { ...response, stateAgeMs: 0, revision: 0, maxAgeMs: 0 };

  it('is answered alike alone, in a batch and on a stream', async () => {
    const { authorization } = await under.make();
    const questions = [
      ...REQUESTS.map(([method = '', path = '']) => ({ authorization, method, path })),
      { authorization: under.stranger(), method: 'GET', path: '/me' },
      { authorization: under.malformed[0]?.[1] ?? '', method: 'GET', path: '/me' },
    ];
    const alone: unknown[] = [];
    for (const question of questions) alone.push(said(await decisionPoint.check(question)));
    const { outcomes } = await decisionPoint.checkBatch(questions);
    expect(outcomes.map(({ response }) => said(response))).to.deep.equal(alone);
    const streamed: unknown[] = [];
    for await (const { response } of decisionPoint.stream(questions)) streamed.push(said(response));
    expect(streamed).to.deep.equal(alone);
  });

  it('is listed with what it can call, and among those who can call it', async () => {
    const { authorization } = await under.make();
    const { principal } = await decisionPoint.check({ authorization, method: 'GET', path: '/me' });
    const credential = principal?.id ?? '';
    const reached: string[] = [];
    for await (const page of decisionPoint.lookupEndpoints({ credential })) {
      reached.push(...page.endpoints.map(({ method, template }) => `${method} ${template}`));
    }
    expect(reached).to.include.members(['POST /messages', 'GET /me', 'GET /status', `GET /only/${under.kind}`]);
    expect(reached).not.to.include.members(['GET /messages/{id}']);
    expect(reached).not.to.include.members(['GET /closed']);
    const callers = async (method: string, path: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { credentials } of decisionPoint.lookupCredentials({ method, path })) {
        ids.push(...credentials.map(({ id }) => id));
      }
      return ids;
    };
    expect(await callers('POST', '/messages')).to.include(credential);
    expect(await callers('GET', '/messages/1')).not.to.include(credential);
  });

  it('is recorded as used when it is let through, and not when it is refused', async () => {
    const lastUse = async (id: string): Promise<unknown> => {
      const [row] = await query(
        world.url(),
        `SELECT u.last_used_at FROM scopegate.credential_use u
         JOIN scopegate.credential c ON c.id = u.credential WHERE c.public_id = '${id}'`,
      );
      return row?.['last_used_at'] ?? null;
    };
    const [used, refused] = [await under.make(), await under.make()];
    const idOf = async ({ authorization }: typeof used, path: string): Promise<string> =>
      (await decisionPoint.check({ authorization, method: 'GET', path })).principal?.id ?? '';
    const refusedId = await idOf(refused, '/messages/1');
    const usedId = await idOf(used, '/me');
    for (let attempt = 0; attempt < 100 && (await lastUse(usedId)) === null; attempt++) await sleep(50);
    expect(await lastUse(usedId)).not.to.equal(null);
    expect(await lastUse(refusedId)).to.equal(null);
  });
}
