import { expect } from 'chai';
import type { Log } from '../../../src/base/log.js';
import { silentLog } from '../../../src/base/log.js';
import { compileApi, makeScopeTable } from '../../../src/engine/index.js';
import type { CompiledApi } from '../../../src/engine/index.js';
import { makeOverlapWatch } from '../../../src/service/decision/overlap-watch.js';
import { eventually } from '../../support/query.js';

function compile(id: number, templates: readonly string[]): CompiledApi {
  const endpoints = templates.map((template, index) => ({
    id: index + 1,
    method: 'GET',
    template,
    access: 'scoped' as const,
    scopes: [`s${String(index)}`],
    product: null,
    managed: true,
    acceptedKinds: null,
    encoded: [],
  }));
  return compileApi(
    { id, name: `api ${String(id)}`, endpoints, manageScopes: new Map(), implications: [] },
    makeScopeTable(),
  );
}

describe('The watch for overlaps', () => {
  const said: { fields: object; message: string }[] = [];
  const log: Log = { ...silentLog, warn: (fields, message) => void said.push({ fields, message }) };
  beforeEach(() => said.splice(0));

  it('says once which endpoints overlap, and counts them', async () => {
    const watch = makeOverlapWatch(log);
    watch.consider(compile(1, ['/a/{x}', '/{y}/b', '/c']));
    watch.consider(compile(2, ['/a']));
    await eventually(() => Promise.resolve(expect(watch.overlaps).to.equal(1)));
    const example = { method: 'GET', path: '/a/b', endpoints: ['GET /a/{x}', 'GET /{y}/b'] };
    expect(said.map(({ fields }) => fields)).to.deep.equal([{ api: 'api 1', overlaps: 1, example }]);
  });

  it('does not repeat itself when the policy is compiled again, and forgets what is mended or gone', async () => {
    const watch = makeOverlapWatch(log);
    const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
    for (let round = 0; round < 3; round++) {
      watch.consider(compile(1, ['/a/{x}', '/{y}/b']));
      await settle();
    }
    expect([watch.overlaps, said.length]).to.deep.equal([1, 1]);
    watch.consider(compile(1, ['/a/{x}', '/c/b']));
    await settle();
    expect(watch.overlaps).to.equal(0);
    watch.consider(compile(1, ['/a/{x}', '/{y}/b']));
    await settle();
    watch.forget(1);
    expect(watch.overlaps).to.equal(0);
  });

  it('lets others have their turn in between', async () => {
    let clock = 0;
    // Every look at the clock is a whole slice later: one step at a time.
    const watch = makeOverlapWatch(log, () => (clock += 10));
    watch.consider(compile(1, ['/a/{x}', '/{y}/b', '/a/c']));
    let turns = 0;
    while (watch.overlaps === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect(turns).to.be.greaterThan(3);
  });
});
