import { ScopegateError } from '../../base/errors.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { KeyStore, Written } from '../../store/ports/keys.js';
import { compileAddressRule } from '../credentials/addresses.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import type { Pepper } from '../credentials/pepper.js';

export interface CreateKeyRequest {
  /** 1 to 200 characters, for people. */
  readonly name: string;
  readonly account: string;
  readonly scopes: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
}

export interface CreatedKey {
  /** The whole key: the only time that anybody sees it. */
  readonly key: string;
  readonly row: CredentialRow;
}

export type CreateKey = (request: CreateKeyRequest) => Promise<Written<CreatedKey>>;

export interface CreateKeyDeps {
  readonly store: Pick<KeyStore, 'createKey'>;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
}

const MAX_NAME_LENGTH = 200;

/** Rejects with `invalid_argument` for bad input and `conflict` for an unknown scope. */
export function makeCreateKey(deps: CreateKeyDeps): CreateKey {
  return async (request) => {
    refuseBadInput(request);
    const { key, publicId } = mintApiKey(deps.keyPrefix);
    const { revision, value } = await deps.store.createKey({
      ...request,
      scopes: [...new Set(request.scopes)],
      publicId,
      digest: deps.pepper.digest(key),
      enabled: true,
    });
    return { revision, value: { key, row: value } };
  };
}

/** @throws ScopegateError `invalid_argument` naming the field */
function refuseBadInput(request: CreateKeyRequest): void {
  const { name, account, scopes, notBeforeMs, expiresAtMs } = request;
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH)
    throw bad(`name must have 1 to ${String(MAX_NAME_LENGTH)} characters`);
  if (account.trim() === '' || account.length > MAX_NAME_LENGTH) throw bad('account must be named');
  if (scopes.length === 0) throw bad('at least one scope is required');
  if (notBeforeMs !== null && expiresAtMs !== null && expiresAtMs <= notBeforeMs) {
    throw bad('the key would expire before it becomes valid');
  }
  compileAddressRule(request.allowedAddresses);
}

function bad(problem: string): ScopegateError {
  return new ScopegateError('invalid_argument', problem);
}
