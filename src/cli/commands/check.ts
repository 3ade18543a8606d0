import type { Command } from 'commander';
import { connectDecisionPoint } from '../../client/decision-point.js';
import type { CheckResponse } from '../../client/decision-point.js';
import { addCredentialOptions, readAuthorization } from '../asked-credential.js';
import type { CredentialOptions } from '../asked-credential.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';

interface CheckOptions extends CredentialOptions {
  readonly address: string;
  readonly host: string;
  readonly ip: string;
  readonly minRevision: number;
  readonly timeout: number;
  readonly explain?: true;
  readonly json?: true;
}

const ALLOWED = 0;
const DENIED = 1;

export function addCheckCommand(program: Command, output: Output): void {
  addCredentialOptions(program.command('check'))
    .description('ask a running Scopegate one question; exit code 0: allow, 1: deny, 2: no answer')
    .argument('<method>', 'method of the request, upper case')
    .argument('<path>', 'request target as the client sent it, still percent-encoded')
    .option('--address <host:port>', 'where Scopegate serves gRPC', '127.0.0.1:50051')
    .option('--host <host>', 'Host header of the request; needed where the policy has several APIs', '')
    .option('--ip <address>', 'address of the client', '')
    .option('--min-revision <number>', 'answer from at least this revision', Number, 0)
    .option('--timeout <ms>', 'how long to wait for the answer', Number, 5000)
    .option('--explain', 'say how the decision came about')
    .option('--json', 'print the whole answer as JSON')
    .action(async (method: string, path: string, options: CheckOptions) => {
      process.exitCode = await runCheck({ method, path, ...options }, output);
    });
}

async function runCheck(question: CheckOptions & { method: string; path: string }, output: Output): Promise<number> {
  const authorization = await readAuthorization(question);
  const decisionPoint = connectDecisionPoint({ address: question.address, timeoutMs: question.timeout });
  try {
    const response = await decisionPoint.check({
      authorization,
      method: question.method,
      path: question.path,
      host: question.host,
      sourceIp: question.ip,
      minRevision: question.minRevision,
      explain: question.explain === true,
    });
    output.print(question.json ? toJson({ ...response, body: response.body.toString() }) : summary(response));
    return response.decision === 'DECISION_ALLOW' ? ALLOWED : DENIED;
  } finally {
    decisionPoint.close();
  }
}

function summary(response: CheckResponse): string {
  const allowed = response.decision === 'DECISION_ALLOW';
  const reason = response.reason.replace('REASON_', '').toLowerCase();
  const detail = response.detail === '' ? '' : ` (${response.detail})`;
  const lines = [`${allowed ? 'ALLOW' : 'DENY'}  ${reason}${detail}`];
  if (response.reason === 'REASON_HOST_REQUIRED') lines.push('  Ask again with --host <host>.');
  const add = (label: string, value: string): void => {
    if (value !== '') lines.push(`  ${label.padEnd(12)}${value}`);
  };
  const { endpoint, principal, explanation } = response;
  if (endpoint) add('endpoint', `${endpoint.method} ${endpoint.template}  [${endpoint.api}, ${endpoint.access}]`);
  if (endpoint) add('needs any', endpoint.requiredScopes.join(', '));
  add('matched', response.matchedScope);
  if (principal) add('principal', `${principal.id}  "${principal.name}" of ${principal.account}`);
  add('revision', String(response.revision));
  if (!allowed) {
    add('status', String(response.httpStatus));
    for (const header of response.headers) add('header', `${header.name}: ${header.value}`);
    add('body', response.body.toString());
  }
  if (explanation) {
    add('sufficient', explanation.sufficientScopes.join(', '));
    add('held', explanation.heldScopes.join(', '));
    add('failed', explanation.failingAttribute);
    for (const miss of explanation.nearMisses) add('near miss', `${miss.method} ${miss.template}: ${miss.difference}`);
  }
  return lines.join('\n');
}
