import type { CompiledApi } from '../../../engine/index.js';
import type { CredentialRow } from '../../../store/ports/credentials.js';
import type { Change } from '../../../store/ports/changes.js';

/**
 * An input of decisions: what an answer depends on, and what a change makes out of date, as one word to be compared
 * whole. Row ids, because a change knows no more of what is gone or was renamed.
 */
export type Input = string;

/** The part of an answer that names its inputs. */
interface AnswerInputs {
  readonly api: CompiledApi | null;
  readonly principal: CredentialRow | null;
}

const CATALOGUE: Input = 'catalogue';

/** Null for a change that may have touched every input. */
export function inputOfChange(change: Change): Input | null {
  switch (change.kind) {
    case 'catalogue':
      return CATALOGUE;
    case 'api':
      return inputOfApi(change.apiId);
    case 'credential':
      return inputOfCredential(change.credentialId);
    case 'everything':
      return null;
  }
}

/** An answer that was cut off before it reached an API, or a credential, does not depend on any. */
export function inputsOfAnswer({ api, principal }: AnswerInputs): Input[] {
  const inputs = inputsOfPolicy(api);
  return principal === null ? inputs : [...inputs, ...inputsOfCredential(principal)];
}

/** Inputs of answers of this API; null for answers that reached no API. */
export function inputsOfPolicy(api: Pick<CompiledApi, 'id'> | null): Input[] {
  return api === null ? [CATALOGUE] : [CATALOGUE, inputOfApi(api.id)];
}

function inputOfApi(apiId: number): Input {
  return `api:${String(apiId)}`;
}

/** A token also depends on its issuer. */
export function inputsOfCredential({ id, issuerId }: Pick<CredentialRow, 'id' | 'issuerId'>): Input[] {
  return issuerId === undefined ? [inputOfCredential(id)] : [inputOfCredential(id), inputOfCredential(issuerId)];
}

function inputOfCredential(credentialId: number): Input {
  return `credential:${String(credentialId)}`;
}
