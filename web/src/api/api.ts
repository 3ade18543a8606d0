import { OPERATIONS } from '../../../src/client/management/operations.js';
import type { InputOf, ManagementOperations, OutputOf } from '../../../src/client/management/types.js';
import { ApiProblem, parseProblem } from './problem.js';

type OperationId = keyof typeof OPERATIONS & keyof ManagementOperations;
export type Answer<Id extends OperationId> = OutputOf<ManagementOperations[Id]>;

interface Input<Id extends OperationId> {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: InputOf<ManagementOperations[Id]> extends { body: infer Body } ? Body : never;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Calls an operation by its id. Rejects with ApiProblem. */
export type Api = <Id extends OperationId>(id: Id, input?: Input<Id>) => Promise<Answer<Id>>;

export type ApiKey = Answer<'getApiKey'>;
export type Session = Answer<'getSession'>;
export type ScopeCatalogue = Answer<'listScopes'>;
export type Scope = ScopeCatalogue['items'][number];
export type Endpoint = Answer<'getEndpoint'>;
export type ReachPage = Answer<'previewScopes'>;
export type CheckResult = Answer<'explainCheck'>;
export type Overview = Answer<'getOverview'>;
export type OAuthIssuer = Answer<'getOAuthIssuer'>;
export type OAuthClient = Answer<'getOAuthClient'>;
export type AuditEntry = Answer<'listAudit'>['items'][number];
export type User = Answer<'getUser'>;
export type Role = Answer<'getRole'>;
export type KeyUsage = Answer<'getApiKeyUsage'>;

export interface ApiOptions {
  readonly csrfToken: () => string | null;
  /** The session is over. */
  readonly onUnauthorised: () => void;
}

const TIMEOUT_MS = 15_000;

export function makeApi({ csrfToken, onUnauthorised }: ApiOptions): Api {
  return async (id, { path = {}, query = {}, body, headers = {}, signal } = {}) => {
    const [method, template] = OPERATIONS[id];
    const url = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const token = csrfToken();
    const response = await send(`${url}${queryText(query)}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || token === null ? {} : { 'x-csrf-token': token }),
        ...headers,
      },
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 401 && id !== 'signIn') onUnauthorised();
    if (!response.ok) throw parseProblem(response.status, text);
    return (text === '' ? null : JSON.parse(text)) as Answer<typeof id>;
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'Scopegate cannot be reached. Check that the service runs and that you are online.');
  }
}

function queryText(query: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
