import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ScopegateError } from '../base/errors.js';

const secrets = z.record(z.string(), z.string());

/**
 * A secret for introspection, by the name that the row of the issuer has for it; null for none such. The file is read each
 * time, so that a secret can be changed while everything runs. Rejects with `unavailable` for a file that cannot be read.
 */
export async function readOauthSecret(file: string | null, name: string): Promise<string | null> {
  if (file === null) return null;
  try {
    const all = secrets.parse(JSON.parse(await readFile(file, 'utf8')));
    return Object.hasOwn(all, name) ? (all[name] ?? null) : null;
  } catch {
    // Not the cause: it may quote what stands in the file.
    throw new ScopegateError('unavailable', 'SCOPEGATE_OAUTH_SECRETS_FILE cannot be read as a JSON object of texts');
  }
}
