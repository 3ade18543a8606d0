import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../../src/app.js';
import type { App } from '../../src/app.js';
import type { Log } from '../../src/base/log.js';
import { silentLog } from '../../src/base/log.js';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { CheckResponse, DecisionPoint } from '../../src/client/decision-point.js';
import { parseConfig } from '../../src/config.js';
import type { CheckRequest } from '../../src/wire/scopegate/v1/CheckRequest.js';

/** A Scopegate in this process, with a client of its own. */
export interface Replica {
  readonly app: App;
  readonly httpUrl: string;
  /** The decision, or the error that came instead. */
  check(request: CheckRequest): Promise<CheckResponse>;
  /** `scope_held`, `unknown_credential, degraded`, or the code of the error. */
  outcome(request: CheckRequest): Promise<string>;
  stop(): Promise<void>;
}

/** What all replicas of a test share. */
export const PEPPER = Buffer.alloc(32, 5);

export async function startReplica(
  environment: Readonly<Record<string, string>>,
  log: Log = silentLog,
): Promise<Replica> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scopegate-replica-'));
  const config = parseConfig({
    SCOPEGATE_DATA_DIR: dataDir,
    SCOPEGATE_GRPC_LISTEN: '127.0.0.1:0',
    SCOPEGATE_HTTP_LISTEN: '127.0.0.1:0',
    SCOPEGATE_PEPPER: PEPPER.toString('base64'),
    // Issuers of tests listen here.
    SCOPEGATE_OAUTH_INTERNAL_TARGETS: 'http://127.0.0.1:*',
    SCOPEGATE_POLL_INTERVAL_MS: '50',
    SCOPEGATE_DATABASE_TIMEOUT_MS: '1000',
    ...environment,
  });
  const app = await startApp({
    config,
    log,
    progress: () => undefined,
    schema: 'expect',
    demo: 'none',
    administratorKey: 'answer',
  });
  const client: DecisionPoint = connectDecisionPoint({
    address: `127.0.0.1:${String(app.grpcPort)}`,
    timeoutMs: 3000,
  });
  return {
    app,
    httpUrl: `http://127.0.0.1:${String(app.httpPort)}`,
    check: (request) => client.check(request),
    async outcome(request) {
      try {
        const { reason, degraded } = await client.check(request);
        return `${reason.replace('REASON_', '').toLowerCase()}${degraded ? ', degraded' : ''}`;
      } catch (error) {
        return (error as { code: string }).code;
      }
    },
    async stop() {
      client.close();
      await app.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
