import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { SEND } from '../support/outage-world.js';
import { eventually } from '../support/query.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import type { KeyHistory } from './history.js';
import type { Observation, Promises } from './oracle.js';

/** Short, so that a pause of the database passes the longest staleness. */
export const PROMISES: Promises = { maxStalenessMs: 5000, degradedAfterMs: 1000 };

/** A Scopegate process of its own, with its own link to the database. */
export interface ChaosReplica {
  readonly number: number;
  readonly link: TcpProxy;
  /** False while it is killed. */
  readonly isUp: boolean;
  ask(key: KeyHistory): Promise<Observation>;
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const CHECK_TIMEOUT_MS = 1000;
const START_TIMEOUT_MS = 60_000;

/** @param before URLs that stand before that of the database in the list of the replica, without a link */
export async function startChaosReplica(
  number: number,
  databaseUrl: string,
  before: readonly string[] = [],
): Promise<ChaosReplica> {
  const link = await startTcpProxy(Number(new URL(databaseUrl).port));
  const replica = new Replica(number, link, [...before, throughProxy(databaseUrl, link)].join(','));
  await replica.start();
  return replica;
}

class Replica implements ChaosReplica {
  readonly number: number;
  readonly link: TcpProxy;
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'scopegate-chaos-'));
  private readonly url: string;
  private service: RunningService | null = null;
  private client: DecisionPoint | null = null;

  constructor(number: number, link: TcpProxy, url: string) {
    this.number = number;
    this.link = link;
    this.url = url;
  }

  get isUp(): boolean {
    return this.service !== null;
  }

  async ask(key: KeyHistory): Promise<Observation> {
    const sentAtMs = Date.now();
    const about = { key, replica: this.number, sentAtMs };
    try {
      if (this.client === null) throw Object.assign(new Error('killed'), { code: 'unavailable' });
      const answer = await this.client.check({ ...SEND, authorization: key.authorization });
      const outcome = answer.reason.replace('REASON_', '').toLowerCase();
      const { stateAgeMs, degraded } = answer;
      return { ...about, answeredAtMs: Date.now(), outcome, stateAgeMs, isDegraded: degraded };
    } catch (error) {
      const { code } = error as { code: string };
      return { ...about, answeredAtMs: Date.now(), outcome: code, stateAgeMs: null, isDegraded: false };
    }
  }

  async kill(): Promise<void> {
    const { service, client } = this;
    this.service = null;
    this.client = null;
    await service?.stop('SIGKILL');
    client?.close();
  }

  /** Again and again, as a supervisor would: without the database, and with a snapshot too old, it cannot begin. */
  async start(): Promise<void> {
    this.service = await eventually(() => this.launch(), START_TIMEOUT_MS);
    this.client = connectDecisionPoint({ address: this.service.grpcAddress, timeoutMs: CHECK_TIMEOUT_MS });
  }

  private launch(): Promise<RunningService> {
    return startService({
      env: {
        DATABASE_URL: this.url,
        SCOPEGATE_DATA_DIR: this.dataDir,
        SCOPEGATE_PEPPER: PEPPER.toString('base64'),
        SCOPEGATE_MAX_STALENESS_MS: String(PROMISES.maxStalenessMs),
        SCOPEGATE_LOG_LEVEL: 'warn',
      },
    });
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.link.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
