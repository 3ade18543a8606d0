import type { Command } from 'commander';
import { connectDecisionPoint } from '../../client/decision-point.js';
import type { DecisionPoint } from '../../client/decision-point.js';
import { toJson, toTable } from '../output.js';
import type { Output } from '../output.js';

interface Options {
  readonly address: string;
  readonly json?: true;
}

const TIMEOUT_MS = 60_000;

/** `can` and `who`: what a credential can call, and who can call an endpoint. */
export function addLookupCommands(program: Command, output: Output): void {
  program
    .command('can')
    .description('ask a running Scopegate for all that a credential can call')
    .argument('<credential>', 'its public id; of a user, the name')
    .option('--address <host:port>', 'where Scopegate serves gRPC', '127.0.0.1:50051')
    .option('--json', 'print as JSON')
    .action((credential: string, options: Options) =>
      ask(options, (decisionPoint) => listEndpoints(decisionPoint, { credential, ...options }, output)),
    );
  program
    .command('who')
    .description('ask a running Scopegate who can call an endpoint')
    .argument('<method>', 'method of a request, upper case')
    .argument('<path>', 'a path that the endpoint answers')
    .option('--host <host>', 'Host header of the request; needed where the policy has several APIs', '')
    .option('--address <host:port>', 'where Scopegate serves gRPC', '127.0.0.1:50051')
    .option('--json', 'print as JSON')
    .action((method: string, path: string, options: Options & { host: string }) =>
      ask(options, (decisionPoint) => listCredentials(decisionPoint, { method, path, ...options }, output)),
    );
}

async function ask(options: Options, run: (decisionPoint: DecisionPoint) => Promise<void>): Promise<void> {
  const decisionPoint = connectDecisionPoint({ address: options.address, timeoutMs: TIMEOUT_MS });
  try {
    await run(decisionPoint);
  } finally {
    decisionPoint.close();
  }
}

async function listEndpoints(
  decisionPoint: DecisionPoint,
  { credential, json }: { credential: string; json?: true },
  output: Output,
): Promise<void> {
  const endpoints = [];
  let refusedBecause = 'REASON_UNSPECIFIED';
  for await (const page of decisionPoint.lookupEndpoints({ credential })) {
    endpoints.push(...page.endpoints);
    ({ refusedBecause } = page);
  }
  if (json) {
    output.print(toJson({ refusedBecause, endpoints }));
    return;
  }
  if (refusedBecause !== 'REASON_UNSPECIFIED')
    output.note(`refused wherever a credential is needed: ${refusedBecause}`);
  const rows = endpoints.map(({ api, method, template, product, access }) => [api, method, template, product, access]);
  output.print(rows.length === 0 ? 'nothing' : toTable(['api', 'method', 'path', 'product', 'access'], rows));
}

async function listCredentials(
  decisionPoint: DecisionPoint,
  { method, path, host, json }: { method: string; path: string; host: string; json?: true },
  output: Output,
): Promise<void> {
  const credentials = [];
  let endpoint = null;
  for await (const page of decisionPoint.lookupCredentials({ method, path, host })) {
    credentials.push(...page.credentials);
    ({ endpoint } = page);
  }
  if (json) {
    output.print(toJson({ endpoint, credentials }));
    return;
  }
  const title = `${endpoint?.method ?? ''} ${endpoint?.template ?? ''} of ${endpoint?.api ?? ''}, ${endpoint?.access ?? ''}`;
  const rows = credentials.map(({ id, kind, name, account }) => [
    id,
    kind.replace('CREDENTIAL_KIND_', ''),
    name,
    account,
  ]);
  output.print(`${title}\n${rows.length === 0 ? 'nobody by name' : toTable(['id', 'kind', 'name', 'account'], rows)}`);
}
