import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openProtection } from '../../src/app/listeners.js';
import { makeClosers } from '../../src/base/closers.js';
import { silentLog } from '../../src/base/log.js';
import { parseConfig } from '../../src/config.js';
import { rejection } from '../support/rejection.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('Listeners that other machines reach', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  const closers = makeClosers(silentLog);
  before(() => {
    folder = makeTemporaryFolder();
    writeFileSync(join(folder.path, 'tokens'), `${'t'.repeat(40)}\n`);
  });
  after(async () => {
    await closers.closeAll(1_000);
    folder.remove();
  });

  const open = (environment: Record<string, string>) =>
    openProtection({ config: parseConfig(environment), log: silentLog, closers });

  const refused = [
    {
      title: 'gRPC on every address',
      environment: { SCOPEGATE_GRPC_LISTEN: '0.0.0.0:1' },
      says: 'SCOPEGATE_GRPC_LISTEN',
    },
    {
      title: 'HTTP on every IPv6 address',
      environment: { SCOPEGATE_HTTP_LISTEN: '[::]:1' },
      says: 'SCOPEGATE_HTTP_LISTEN',
    },
    { title: 'gRPC by a name', environment: { SCOPEGATE_GRPC_LISTEN: 'gate.internal:1' }, says: 'gate.internal' },
    {
      title: 'a certificate of the server alone, which shows nothing about callers',
      environment: {
        SCOPEGATE_GRPC_LISTEN: '10.0.0.1:1',
        SCOPEGATE_TLS_CERTIFICATE_FILE: 'c',
        SCOPEGATE_TLS_KEY_FILE: 'k',
      },
      says: '10.0.0.1',
    },
  ];
  for (const { title, environment, says } of refused) {
    it(`are refused: ${title}`, async () => {
      const error = await rejection(open(environment));
      expect(error).to.have.property('code', 'config');
      expect(error).to.have.property('hint').that.contains('anyone-may-ask');
      expect(String(error)).to.contain(says);
    });
  }

  const allowed: { title: string; environment: () => Record<string, string> }[] = [
    { title: 'none: the defaults', environment: () => ({}) },
    {
      title: 'none: other loopback addresses',
      environment: () => ({ SCOPEGATE_GRPC_LISTEN: '127.8.0.1:1', SCOPEGATE_HTTP_LISTEN: 'localhost:1' }),
    },
    {
      title: 'with caller tokens',
      environment: () => ({
        SCOPEGATE_GRPC_LISTEN: '0.0.0.0:1',
        SCOPEGATE_CALLER_TOKENS_FILE: join(folder.path, 'tokens'),
      }),
    },
    {
      title: 'told so in so many words',
      environment: () => ({ SCOPEGATE_GRPC_LISTEN: '0.0.0.0:1', SCOPEGATE_UNPROTECTED_LISTENERS: 'anyone-may-ask' }),
    },
  ];
  for (const { title, environment } of allowed) {
    it(`are served: ${title}`, async () => {
      await open(environment());
    });
  }

  it('are refused when TLS is configured by halves', async () => {
    const error = await rejection(open({ SCOPEGATE_TLS_CERTIFICATE_FILE: 'c' }));
    expect(error).to.have.property('hint').that.contains('SCOPEGATE_TLS_KEY_FILE');
  });
});
