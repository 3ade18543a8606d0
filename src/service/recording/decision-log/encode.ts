import { createHmac } from 'node:crypto';
import { toIsoTime, toIsoTimeOrNull } from '../../../base/instant.js';
import { describeEndpoint } from '../../../engine/index.js';
import type { EndpointView } from '../../../engine/index.js';
import type { Answer } from '../../decision/answer.js';
import { parseAuthorization } from '../../identity/authorization.js';
import type { ParsedAuthorization } from '../../identity/authorization.js';
import type { Pepper } from '../../identity/pepper.js';
import type { LogEntry } from './entry.js';
import { hostText, pathText, plainText } from './log-text.js';
import type { DecisionRecord, LoggedPrincipal, PresentedCredential } from './record.js';
import { RECORD_VERSION } from './record.js';
import { errorCode, traceIdOf } from './sampler.js';

/** How much of a path is logged: all but its query, or the template of its endpoint alone. */
export type PathDetail = 'full' | 'template';

export interface EncoderOptions {
  readonly pepper: Pick<Pepper, 'digest'>;
  /** Name of this replica. */
  readonly replica: string;
  readonly paths: PathDetail;
}

/** Makes the line of one entry: a JSON text without its line end. */
export type EncodeEntry = (entry: LogEntry) => string;

/** Schemes whose credentials carry a public id in plain sight: what stands before the second underscore. */
const WITH_PUBLIC_ID: ReadonlySet<string> = new Set(['app', 'ibsso']);
const FINGERPRINT_LENGTH = 22;

/** Encodes entries as JSON, with fingerprints instead of credentials and paths as far as `paths` allows. */
export function makeEncoder({ pepper, replica, paths }: EncoderOptions): EncodeEntry {
  // A key of its own: what is logged can be compared with nothing that is stored.
  const key = pepper.digest('scopegate decision log fingerprint');
  const fingerprint = (credential: string): string =>
    createHmac('sha256', key).update(credential).digest('base64url').slice(0, FINGERPRINT_LENGTH);
  return (entry) => JSON.stringify(recordOf(entry, { replica, paths, fingerprint }));
}

interface Parts {
  readonly replica: string;
  readonly paths: PathDetail;
  readonly fingerprint: (credential: string) => string;
}

function recordOf(entry: LogEntry, { replica, paths, fingerprint }: Parts): DecisionRecord {
  const { asked, result } = entry;
  const answer = 'error' in result ? null : result;
  const decision = answer?.decision ?? null;
  const path =
    decision === null || decision.canonicalPath === '' ? pathText(asked.target) : pathText(decision.canonicalPath);
  const endpoint = endpointOf(answer);
  const isPathShown = paths === 'full';
  return {
    v: RECORD_VERSION,
    at: toIsoTime(entry.atMs),
    decision: decision === null ? 'no_answer' : decision.allowed ? 'allow' : 'deny',
    reason: decision?.reason ?? errorCode('error' in result ? result.error : null),
    detail: decision?.detail ?? '',
    api: answer?.api?.name ?? null,
    host: hostText(asked.host),
    method: plainText(asked.method, 64),
    path: isPathShown ? path.text : null,
    path_exact: isPathShown && path.isExact,
    endpoint: endpoint === null ? null : `${endpoint.method} ${endpoint.template}`,
    required_scopes: endpoint?.requiredScopes ?? [],
    principal: principalOf(answer),
    presented: presentedOf(parseAuthorization(asked.authorization), fingerprint),
    matched_scope: decision?.matchedScope ?? '',
    source_ip: plainText(asked.sourceIp, 64),
    revision: answer?.revision ?? null,
    state_age_ms: answer === null || !Number.isFinite(answer.stateAgeMs) ? null : Math.round(answer.stateAgeMs),
    degraded: answer?.isDegraded ?? false,
    latency_us: entry.latencyUs,
    entry_point: asked.entryPoint,
    replica,
    trace_id: traceIdOf(asked.traceParent),
    sample_rate: entry.sampleRate,
    explanation: explanationOf(answer),
  };
}

/** Null where no endpoint was reached. */
function endpointOf(answer: Answer | null): EndpointView | null {
  if (answer === null || answer.api === null || answer.decision.endpointIndex < 0) return null;
  return describeEndpoint(answer.api, answer.decision.endpointIndex);
}

function principalOf(answer: Answer | null): LoggedPrincipal | null {
  const row = answer?.principal ?? null;
  if (row === null) return null;
  const { publicId: id, kind, account, expiresAtMs } = row;
  const base = { id, kind, account };
  if (kind === 'api_key' || kind === 'user') return base;
  // Of a session the end moves with its use, and a token brings its own: no table has either.
  const ended = { ...base, expires_at: toIsoTimeOrNull(expiresAtMs) };
  return kind === 'oauth_token' ? { ...ended, held_scopes: row.scopes } : ended;
}

function presentedOf(
  parsed: ParsedAuthorization,
  fingerprint: (credential: string) => string,
): PresentedCredential | null {
  if (parsed.form === 'none') return null;
  if (parsed.form === 'malformed') return { scheme: null, id: null, fingerprint: null };
  const { scheme, credentials } = parsed;
  const known = KNOWN_SCHEMES.has(scheme) ? scheme : null;
  const id = WITH_PUBLIC_ID.has(scheme) ? (PUBLIC_ID.exec(credentials)?.[1] ?? null) : null;
  return { scheme: known, id, fingerprint: fingerprint(credentials) };
}

const PUBLIC_ID = /^[a-z][a-z0-9]{1,16}_([0-9A-Za-z]{12})_[0-9A-Za-z]{49}$/;
/** Anything else may be a secret that somebody sent without a scheme. */
const KNOWN_SCHEMES: ReadonlySet<string> = new Set(['app', 'ibsso', 'basic', 'bearer', 'dpop']);

function explanationOf(answer: Answer | null): DecisionRecord['explanation'] {
  const explanation = answer?.explanation ?? null;
  if (explanation === null) return null;
  const { sufficientScopes, heldScopes, failingAttribute } = explanation;
  const shown = explanation.nearMisses.map(
    ({ method, template, difference }) => `${method} ${template}: ${difference}`,
  );
  return {
    sufficient_scopes: sufficientScopes,
    held_scopes: heldScopes,
    failing_attribute: failingAttribute,
    near_misses: shown,
  };
}
