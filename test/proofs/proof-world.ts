import { fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { startProofReplicas } from './replicas.js';
import type { ProofReplica } from './replicas.js';

/** A database with policy, an operator who changes it, and replicas that follow it, each a process of its own. */
export interface ProofWorld {
  readonly databaseUrl: string;
  readonly operator: Operator;
  readonly replicas: readonly ProofReplica[];
  close(): Promise<void>;
}

/** Fills an empty database and starts so many replicas on it. */
export async function startProofWorld(databaseUrl: string, replicaCount: number): Promise<ProofWorld> {
  await fillDatabase(databaseUrl);
  const operator = makeOperator(databaseUrl);
  const replicas = await startProofReplicas(databaseUrl, replicaCount);
  return {
    databaseUrl,
    operator,
    replicas,
    async close() {
      for (const replica of replicas) await replica.remove();
      await operator.close();
    },
  };
}
