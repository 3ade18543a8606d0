import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

/** A Scopegate process of its own, as it is installed, with a link of its own to the database. */
export interface ProofReplica {
  readonly service: RunningService;
  readonly link: TcpProxy;
  readonly client: DecisionPoint;
  remove(): Promise<void>;
}

const CALL_TIMEOUT_MS = 10_000;

export async function startProofReplica(
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProofReplica> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scopegate-proof-'));
  const link = await startTcpProxy(Number(new URL(databaseUrl).port));
  const service = await startService({
    env: {
      DATABASE_URL: throughProxy(databaseUrl, link),
      SCOPEGATE_DATA_DIR: dataDir,
      SCOPEGATE_PEPPER: PEPPER.toString('base64'),
      SCOPEGATE_LOG_LEVEL: 'warn',
      ...env,
    },
  });
  const client = connectDecisionPoint({ address: service.grpcAddress, timeoutMs: CALL_TIMEOUT_MS });
  return {
    service,
    link,
    client,
    async remove() {
      client.close();
      await service.stop('SIGKILL');
      await link.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startProofReplicas(databaseUrl: string, count: number): Promise<ProofReplica[]> {
  const replicas: ProofReplica[] = [];
  try {
    while (replicas.length < count) replicas.push(await startProofReplica(databaseUrl));
  } catch (error) {
    for (const replica of replicas) await replica.remove();
    throw error;
  }
  return replicas;
}
