import type { User } from '../../api/api.js';

/** What the form holds. */
export interface UserDraft {
  /** Fixed once the user is made. */
  readonly login: string;
  /** For a new user only. */
  readonly password: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
}

export const EMPTY_DRAFT: UserDraft = {
  ...{ login: '', password: '', name: '', scopes: [], roles: [], allowedAddresses: [] },
};

export function draftOf({ login, name, scopes, roles, allowedAddresses }: User): UserDraft {
  return { login, password: '', name, scopes, roles, allowedAddresses };
}

/** Of the Management API. */
export const MIN_PASSWORD_LENGTH = 12;

/** What is missing or cannot be, by field; the API has the last word. */
export function draftFaults(draft: UserDraft, stage: 'new' | 'made'): Partial<Record<keyof UserDraft, string>> {
  const isNew = stage === 'new';
  return {
    ...(isNew && draft.login === '' ? { login: 'Give the user a name to sign in with.' } : {}),
    ...(isNew && draft.password.length < MIN_PASSWORD_LENGTH
      ? { password: `It needs ${MIN_PASSWORD_LENGTH} characters at least.` }
      : {}),
    ...(!isNew && draft.name.trim() === '' ? { name: 'Give the user a name.' } : {}),
  };
}

/** As the API takes an edit. */
export function editBody({ name, scopes, roles, allowedAddresses }: UserDraft) {
  return { name: name.trim(), scopes: [...scopes], roles: [...roles], allowedAddresses: [...allowedAddresses] };
}

/** As the API takes a new one: without a name it is called as it signs in. */
export function createBody(draft: UserDraft) {
  const { name, ...rest } = editBody(draft);
  return { login: draft.login, password: draft.password, ...rest, ...(name === '' ? {} : { name }) };
}
