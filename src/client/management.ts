import { ApiException, makeException } from './exceptions.js';
import { OPERATIONS } from './management/operations.js';
import type { InputOf, ManagementOperations, OutputOf } from './management/types.js';

export type OperationId = keyof typeof OPERATIONS & keyof ManagementOperations;
/** `headers`: `if-match`, `idempotency-key`, `x-csrf-token`. */
type Input<Id extends OperationId> = InputOf<ManagementOperations[Id]> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/** An answer that is no error. */
export interface ApiResponse<Body> {
  readonly code: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly body: Body;
}

/**
 * Every operation of the Management API under its operation id.
 *
 * @throws UnauthorizedException for 401, ForbiddenException for 403, ApiException for every other failure: also 503
 *   when the service could not be reached and 504 when the time was over
 */
export type ManagementClient = {
  readonly [Id in OperationId]: (
    ...input: Partial<Input<Id>> extends Input<Id> ? [Input<Id>?] : [Input<Id>]
  ) => Promise<ApiResponse<OutputOf<ManagementOperations[Id]>>>;
};

export interface ManagementOptions {
  /** Base URL of the HTTP listener, such as `https://scopegate.example.com`. */
  readonly baseUrl: string;
  /** A whole API key, `sgk_...`, or another Authorization value: `{ authorization: 'IBSSO ...' }`. Unset: none. */
  readonly credential?: string | { readonly authorization: string };
  /** 10,000 by default. */
  readonly timeoutMs?: number;
  /** For an authority or a proxy of your own; the one of Node by default. */
  readonly fetch?: typeof fetch;
}

interface AnyInput {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const TIMEOUT_MS = 10_000;

/** One method for each operation; each throws an `ApiException` for a status of 400 or above, and when there is no answer. */
export function makeManagementClient(options: ManagementOptions): ManagementClient {
  const operations = Object.entries(OPERATIONS).map(([id, [method, path]]) => [
    id,
    (input: AnyInput = {}) => call(options, { method, path, input }),
  ]);
  return Object.fromEntries(operations) as ManagementClient;
}

async function call(
  { baseUrl, credential, timeoutMs = TIMEOUT_MS, fetch: send = fetch }: ManagementOptions,
  { method, path, input }: { method: string; path: string; input: AnyInput },
): Promise<ApiResponse<unknown>> {
  const headers = new Headers(textsOf(input.headers));
  if (credential !== undefined) {
    headers.set('authorization', typeof credential === 'string' ? `App ${credential}` : credential.authorization);
  }
  const isWithBody = input.body !== undefined;
  if (isWithBody) headers.set('content-type', 'application/json');
  const url = `${baseUrl.replace(/\/+$/, '')}${fillPath(path, input.path)}${queryOf(input.query)}`;
  try {
    const response = await send(url, {
      method,
      headers,
      // A credential goes nowhere else than where it was meant for.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(isWithBody ? { body: JSON.stringify(input.body) } : {}),
    });
    return readAnswer(`${method} ${path}`, response, await response.text());
  } catch (error) {
    if (error instanceof ApiException) throw error;
    const code = error instanceof Error && error.name === 'TimeoutError' ? 504 : 503;
    throw makeException(`${method} ${path}: no answer`, { code, responseHeaders: {}, responseBody: '', cause: error });
  }
}

function readAnswer(operation: string, response: Response, text: string): ApiResponse<unknown> {
  const { status: code } = response;
  const responseHeaders = Object.fromEntries(response.headers);
  if (!response.ok) {
    const said = descriptionOf(text);
    const message = `${operation} answered ${code}${said === null ? '' : `: ${said}`}`;
    throw makeException(message, { code, responseHeaders, responseBody: text });
  }
  return { code, responseHeaders, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** The description in an error body of either family; null for any other body. */
function descriptionOf(text: string): string | null {
  try {
    const body = JSON.parse(text) as {
      readonly description?: unknown;
      readonly requestError?: { readonly serviceException?: { readonly text?: unknown } };
    } | null;
    const said = body?.description ?? body?.requestError?.serviceException?.text;
    return typeof said === 'string' ? said : null;
  } catch {
    return null;
  }
}

function fillPath(path: string, values: AnyInput['path'] = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function queryOf(values: AnyInput['query']): string {
  const query = new URLSearchParams(textsOf(values)).toString();
  return query === '' ? '' : `?${query}`;
}

function textsOf(values: Readonly<Record<string, unknown>> = {}): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? [[name, (value as string | number | boolean).toString()]]
      : [],
  );
}
