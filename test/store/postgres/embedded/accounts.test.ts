import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transpileWhenStale } from '../../../../scripts/steps/transpile.mjs';
import type { EmbeddedChild } from '../../../support/embedded-child.js';
import { startChild } from '../../../support/embedded-child.js';
import { copyProject, removeLibraryLinks } from '../../../support/project-copy.js';
import { suiteWith } from '../../../support/prerequisites.js';
import { ROOT_USER } from '../../../support/programs.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';
import { root } from '../../../support/root.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

/** `nobody`, an ordinary account that every system has. */
const ordinaryUid = 65_534;
const systemFolder = '/var/lib/scopegate';
const isRoot = process.getuid?.() === 0;

describe('the account that the embedded PostgreSQL runs as', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let project: string;
  let children: EmbeddedChild[] = [];

  before(async () => {
    await transpileWhenStale(root);
    folder = makeTemporaryFolder();
    project = join(folder.path, 'home', 'project');
    copyProject(project);
  });
  beforeEach(() => removeLibraryLinks(project));
  afterEach(async () => {
    for (const child of children) await child.stop();
    children = [];
    chmodSync(join(folder.path, 'home'), 0o755);
    rmSync(join(project, '.scopegate'), { recursive: true, force: true });
  });
  after(() => folder.remove());

  function start(uid?: number): EmbeddedChild {
    const options = { dataDir: join(project, '.scopegate'), project };
    const child = startChild(uid === undefined ? options : { ...options, uid });
    children.push(child);
    return child;
  }
  async function serverUid(url: string): Promise<number> {
    const [row] = await query(url, 'select pg_postmaster_start_time() is not null as up, current_setting($1) as data', [
      'data_directory',
    ]);
    return statSync(String(row!['data'])).uid;
  }

  it('is ourselves when we are not root; no write access to the packages is needed', async () => {
    const uid = isRoot ? ordinaryUid : process.getuid!();
    if (isRoot) {
      mkdirSync(join(project, '.scopegate'), { mode: 0o700 });
      chownSync(join(project, '.scopegate'), ordinaryUid, ordinaryUid);
    }
    const { url } = await start(isRoot ? ordinaryUid : undefined).ready;
    expect(await serverUid(url)).to.equal(uid);
    expect(await query(url, 'select 42 as answer')).to.deep.equal([{ answer: 42 }]);
    // The links between the libraries could not be made where npm put them.
    const copied = readdirSync(join(project, '.scopegate')).filter((name) => name.startsWith('postgresql-18'));
    expect(copied).to.have.lengthOf(isRoot ? 1 : 0);
  });

  suiteWith(ROOT_USER, 'when we are root', () => {
    it('is one without privileges when we are root', async () => {
      const { url } = await start().ready;
      expect(await serverUid(url)).to.not.equal(0);
      expect(existsSync(join(project, '.scopegate', 'postgres', 'PG_VERSION'))).to.equal(true);
    });

    describe('when we are root and it cannot reach the project', () => {
      // Only our own: whoever else works on this machine as root has a database there too.
      afterEach(() => {
        const pointer = join(project, '.scopegate', 'postgres-is-elsewhere.txt');
        if (!existsSync(pointer)) return;
        const [, name = ''] = /scopegate\/([0-9a-f]{16}),/.exec(readFileSync(pointer, 'utf8')) ?? [];
        expect(name).to.match(/^[0-9a-f]{16}$/);
        rmSync(join(systemFolder, name), { recursive: true, force: true });
      });
      beforeEach(() => chmodSync(join(folder.path, 'home'), 0o700));

      it('gets its programs and its data in a place that it can reach, and finds them again', async () => {
        const first = start();
        const { url } = await first.ready;
        expect(await serverUid(url)).to.not.equal(0);
        await query(url, 'create table kept as select 42 as answer');
        const pointer = readFileSync(join(project, '.scopegate', 'postgres-is-elsewhere.txt'), 'utf8');
        expect(pointer).to.match(/^The database is in \/var\/lib\/scopegate\/[0-9a-f]{16}, because/);
        await first.stop();

        // Also when the project has become reachable since.
        chmodSync(join(folder.path, 'home'), 0o755);
        const again = await start().ready;
        expect(await query(again.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
      });

      it('does not begin anew when data is there that it can no longer reach', async () => {
        chmodSync(join(folder.path, 'home'), 0o755);
        const first = start();
        await first.ready;
        await first.stop();
        chmodSync(join(folder.path, 'home'), 0o700);
        expect(String(await rejection(start().ready))).to.match(/config: account \w+ can no longer reach its data in/);
      });
    });

    it('cannot be another than the one that owns the data', async () => {
      const first = start();
      await first.ready;
      await first.stop();
      expect(String(await rejection(start(ordinaryUid).ready))).to.match(
        /config: the data directory .* cannot be written/,
      );
    });
  });
});
