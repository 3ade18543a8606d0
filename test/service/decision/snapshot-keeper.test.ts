import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../../src/base/log.js';
import type { ApiSource } from '../../../src/engine/index.js';
import { makeSnapshotKeeper } from '../../../src/service/decision/snapshot-keeper.js';
import type { SnapshotKeeper } from '../../../src/service/decision/snapshot-keeper.js';
import { parseSnapshot, snapshotEncoder } from '../../../src/store/snapshot/format.js';
import type { ApiEntry, Catalogue } from '../../../src/store/ports/policy.js';
import { eventually } from '../../support/query.js';

/** Several looks of the keeper: enough for one write too many. */
const LOOKS_MS = 50;

const entry = (id: number): ApiEntry => ({
  id,
  name: `api ${String(id)}`,
  hosts: [],
  errorFamily: 'f',
  maxStalenessMs: null,
  maxWriteStalenessMs: null,
});
const catalogue = (...ids: number[]): Catalogue => ({ revision: 1, errorFamilies: [], apis: ids.map(entry) });
const source = (id: number, name = 'x'): ApiSource => ({
  id,
  name,
  endpoints: [],
  manageScopes: new Map(),
  implications: [],
});

describe('The keeper of the policy snapshot', () => {
  let files: Buffer[];
  let confirmed: { revision: number; atMs: number } | null;
  let failing: boolean;
  let refused: number;
  let keeper: SnapshotKeeper;

  beforeEach(() => {
    files = [];
    confirmed = { revision: 5, atMs: 1000 };
    failing = false;
    refused = 0;
    keeper = makeSnapshotKeeper({
      encoder: snapshotEncoder,
      write(bytes) {
        if (failing) {
          refused += 1;
          return Promise.reject(new Error('the disk is full'));
        }
        files.push(bytes);
        return Promise.resolve();
      },
      readOauth: () => Promise.resolve({ revision: 5, issuers: [], clients: [], hasAllClients: true }),
      confirmed: () => confirmed,
      maxBytes: 100_000,
      renewAfterMs: 500,
      log: silentLog,
      lookEveryMs: 5,
    });
  });
  afterEach(() => keeper.stop());

  const untilWritten = (count: number): Promise<unknown> =>
    eventually(() => Promise.resolve(expect(files.length).to.be.at.least(count)));
  const namesIn = async (index: number): Promise<string[]> =>
    (await parseSnapshot(files.at(index)!)).apis.map(({ id, name }) => `${String(id)} ${name}`);

  it('writes what decisions rest on, once per change', async () => {
    keeper.noteCatalogue(catalogue(1, 2));
    keeper.noteApi(source(1));
    keeper.noteApi(source(2));
    keeper.start();
    await untilWritten(1);
    await sleep(LOOKS_MS);
    expect(files).to.have.length(1);
    keeper.noteApi(source(2, 'changed'));
    await untilWritten(2);
    await sleep(LOOKS_MS);
    expect(files).to.have.length(2);
    expect(await namesIn(-1)).to.deep.equal(['1 x', '2 changed']);
    expect(await parseSnapshot(files.at(-1)!)).to.include({ revision: 5, confirmedAtMs: 1000 });
  });

  it('leaves out what is no longer listed', async () => {
    keeper.noteCatalogue(catalogue(1, 2));
    keeper.noteApi(source(1));
    keeper.noteApi(source(2));
    keeper.noteCatalogue(catalogue(2));
    keeper.start();
    await untilWritten(1);
    expect(await namesIn(-1)).to.deep.equal(['2 x']);
  });

  it('writes again now and then that it still holds, and never what is not confirmed', async () => {
    confirmed = null;
    keeper.noteCatalogue(catalogue(1));
    keeper.start();
    await sleep(LOOKS_MS);
    expect(files).to.have.length(0);
    confirmed = { revision: 5, atMs: 2000 };
    await untilWritten(1);
    confirmed = { revision: 5, atMs: 2499 };
    await sleep(LOOKS_MS);
    expect(files).to.have.length(1);
    confirmed = { revision: 6, atMs: 2500 };
    await untilWritten(2);
    expect(await parseSnapshot(files.at(-1)!)).to.include({ revision: 6, confirmedAtMs: 2500 });
  });

  it('tries again when it could not write', async () => {
    failing = true;
    keeper.noteCatalogue(catalogue(1));
    keeper.start();
    await eventually(() => Promise.resolve(expect(refused).to.be.greaterThan(0)));
    expect(files).to.have.length(0);
    failing = false;
    await untilWritten(1);
  });
});
