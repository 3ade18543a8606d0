import type { ApiKey } from '../../api/api.js';

/** What the form holds. */
export interface KeyDraft {
  readonly name: string;
  /** From when on the key works; null: at once. */
  readonly notBefore: string | null;
  readonly expiresAt: string | null;
  readonly allowedAddresses: readonly string[];
  readonly scopes: readonly string[];
}

export const EMPTY_DRAFT: KeyDraft = { name: '', notBefore: null, expiresAt: null, allowedAddresses: [], scopes: [] };

export function draftOf(key: ApiKey): KeyDraft {
  const { name, notBefore, expiresAt, allowedAddresses, scopes } = key;
  return { name, notBefore, expiresAt, allowedAddresses, scopes };
}

/** What is missing or cannot be, by field; the API has the last word. */
export function draftFaults(draft: KeyDraft): Partial<Record<keyof KeyDraft, string>> {
  const startMs = draft.notBefore === null ? Date.now() : Date.parse(draft.notBefore);
  return {
    ...(draft.name.trim() === '' ? { name: 'Give the key a name.' } : {}),
    ...(draft.scopes.length === 0 ? { scopes: 'Choose at least one scope.' } : {}),
    ...(draft.expiresAt !== null && Date.parse(draft.expiresAt) <= startMs
      ? { expiresAt: 'It must expire after it begins.' }
      : {}),
  };
}

/** As the API takes it. */
export function draftBody({ name, notBefore, expiresAt, allowedAddresses, scopes }: KeyDraft) {
  return { name: name.trim(), notBefore, expiresAt, allowedAddresses: [...allowedAddresses], scopes: [...scopes] };
}
