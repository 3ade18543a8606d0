import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.js';
import { silentLog } from '../../src/base/log.js';
import { startGrpcServer } from '../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../src/transports/grpc/server.js';
import { openCallerTokens } from '../../src/transports/listener/caller-tokens.js';
import { makeCallers } from '../../src/transports/listener/callers.js';
import { openCertificates } from '../../src/transports/listener/certificates.js';
import { unprotected } from '../../src/transports/listener/protection.js';
import type { Protection } from '../../src/transports/listener/protection.js';
import { makeCertificateAuthority } from '../support/certificates.js';
import { makeCheckWorld } from '../support/check-world.js';
import { suiteWith } from '../support/prerequisites.js';
import { pythonPackages } from '../support/python-packages.js';
import { root } from '../support/root.js';
import { makeTemporaryFolder } from '../support/temporary.js';

/** What a client in another language was told, by every way to ask. */
interface Told {
  readonly check: readonly string[];
  readonly batch: readonly string[];
  readonly stream: readonly string[];
  /** With what the server says of itself instead of the .proto; null over TLS. */
  readonly reflection: readonly string[] | null;
  readonly services: readonly string[] | null;
  /** A check without the caller token. */
  readonly stranger: string;
  readonly health: string;
}

interface Language {
  readonly name: string;
  /** Gets what it needs; answers why its tests are left out, or with null. */
  fetch(): string | null;
  build(): void;
  command(address: string, security: readonly string[]): readonly [program: string, ...words: string[]];
}

const HERE = join(root, 'test', 'languages');
const PROTOS = join(root, 'proto');
const PYTHON = ['grpcio', 'grpcio-tools', 'grpcio-reflection', 'grpcio-health-checking'].map(
  (name) => `${name}==1.85.1`,
);
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** Of a first build, on two cores. */
const BUILD_TIMEOUT_MS = 180_000;
const TOKEN = 't'.repeat(40);

const folder = makeTemporaryFolder();

function python(): Language {
  let packages = '';
  return {
    name: 'Python, with grpcio',
    fetch() {
      const found = pythonPackages(PYTHON);
      if ('absent' in found) return found.absent;
      packages = found.folder;
      return null;
    },
    build: () => undefined,
    command: (address, security) => {
      const words = [join(HERE, 'client.py'), address, PROTOS, folder.path, ...security];
      return ['env', `PYTHONPATH=${packages}`, 'python3', ...words];
    },
  };
}

function go(): Language {
  const program = join(folder.path, 'client');
  const run = (timeout: number, ...words: string[]) =>
    spawnSync('go', words, {
      cwd: join(HERE, 'go'),
      timeout,
      encoding: 'utf8',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
  return {
    name: 'Go, with grpc-go',
    fetch() {
      const { status, error, stderr } = run(DOWNLOAD_TIMEOUT_MS, 'mod', 'download');
      return status === 0 ? null : `Go's modules cannot be had: ${error?.message ?? stderr.trim()}`;
    },
    build() {
      const build = run(BUILD_TIMEOUT_MS, 'build', '-mod=readonly', '-o', program, '.');
      if (build.status !== 0) throw new Error(`the Go client does not build: ${build.error?.message ?? build.stderr}`);
    },
    command: (address, security) => [program, address, PROTOS, ...security],
  };
}

for (const language of [python(), go()]) {
  const absent = language.fetch();
  const packages = { name: `the packages of ${language.name}`, found: absent === null ? language : null };
  suiteWith({ ...packages, remedy: absent ?? '' }, `A client in ${language.name}, and the .proto`, () => {
    let server: GrpcServer;
    let close = (): void => undefined;
    before(function () {
      this.timeout(BUILD_TIMEOUT_MS);
      language.build();
    });
    afterEach(async () => {
      await server.stop(0);
      close();
    });

    async function start(protection: Protection) {
      const world = await makeCheckWorld();
      const { check, checkBatch } = world;
      server = await startGrpcServer({
        ...{ host: '127.0.0.1', port: 0, check, checkBatch, clock: systemClock, trustedHops: 0, protection },
      });
      server.setServing('serving');
      const authorization = world.addKey();
      return {
        checks: [
          { authorization, method: 'POST', path: '/messages' },
          { authorization, method: 'GET', path: '/messages/é' },
          { method: 'GET', path: '/me' },
          { method: 'GET', path: '/status' },
          { authorization, method: 'GET', path: '/messages/../status' },
          ...Array.from({ length: 200 }, (_, at) => ({ method: 'GET', path: at % 2 === 0 ? '/status' : '/internal' })),
          // No request at all.
          { method: 'GET' },
        ],
        expected: [
          'DECISION_ALLOW REASON_SCOPE_HELD 200',
          'DECISION_DENY REASON_MISSING_SCOPE 403',
          'DECISION_DENY REASON_NO_CREDENTIAL 401',
          'DECISION_ALLOW REASON_PUBLIC_ENDPOINT 200',
          'DECISION_DENY REASON_UNSAFE_PATH 403',
          ...Array.from({ length: 200 }, (_, at) =>
            at % 2 === 0 ? 'DECISION_ALLOW REASON_PUBLIC_ENDPOINT 200' : 'DECISION_DENY REASON_ENDPOINT_CLOSED 403',
          ),
        ],
      };
    }

    function run(input: object, security: readonly string[] = []): Promise<Told> {
      const [program, ...words] = language.command(`localhost:${String(server.port)}`, security);
      const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
      let out = '';
      let problems = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
      child.stdin.end(JSON.stringify(input));
      return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => {
          if (code === 0) resolve(JSON.parse(out) as Told);
          else reject(new Error(problems));
        });
      });
    }

    it('is told what ours are, one by one, in a batch, in a stream, and by reflection', async () => {
      const { checks, expected } = await start(unprotected);
      const told = await run({ checks });
      expect(told.check).to.deep.equal([...expected, 'INVALID_ARGUMENT']);
      expect(told.batch).to.deep.equal(expected);
      expect(told.stream).to.deep.equal(expected);
      expect(told.reflection).to.deep.equal(expected);
      expect(told.services).to.include.members([
        'scopegate.v1.DecisionPoint',
        'envoy.service.auth.v3.Authorization',
        'grpc.health.v1.Health',
      ]);
      expect(told.health).to.equal('SERVING');
    }).timeout(60_000);

    it('speaks TLS with its certificate and its token, and is nobody without the token', async () => {
      const authority = makeCertificateAuthority(folder.path, 'ours');
      const files = { ...authority.sign('server'), clientCaFile: authority.certificateFile };
      const certificates = await openCertificates(files, { log: silentLog });
      writeFileSync(join(folder.path, 'tokens'), `${TOKEN}\n`);
      const tokens = await openCallerTokens(join(folder.path, 'tokens'), { log: silentLog });
      close = () => {
        certificates.close();
        tokens.close();
      };
      const callers = makeCallers({ certificates, tokens });
      const { checks, expected } = await start({ ...unprotected, certificates, callers });
      const own = authority.sign('client');
      const security = [authority.certificateFile, own.certificateFile, own.keyFile, TOKEN];
      const told = await run({ checks }, security);
      expect(told.check).to.deep.equal([...expected, 'INVALID_ARGUMENT']);
      expect(told.stream).to.deep.equal(expected);
      expect(told.stranger).to.equal('UNAUTHENTICATED');
      expect(told.health).to.equal('SERVING');
    }).timeout(60_000);
  });
}

after(() => {
  folder.remove();
});
