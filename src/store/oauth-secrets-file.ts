import { readFile } from 'node:fs/promises';
import { ScopegateError, isScopegateError, messageOf } from '../base/errors.js';
import { isJsonObject, parseStrictObject } from '../base/strict-json.js';
import type { JsonObject } from '../base/strict-json.js';

const VARIABLE = 'SCOPEGATE_OAUTH_SECRETS_FILE';
const BOUNDS = { maxBytes: 1024 * 1024, maxDepth: 8 };
const FORM = '{"login": {"uri": "https://login.example.com/introspect", "secret": "..."}}';

/**
 * Reads secrets for introspection by the name that the row of an issuer has for it, each bound to the place that it may be sent
 * to. The file is read each time, so that a secret can be changed while everything runs. Rejects with `unavailable` for a file
 * or an entry that cannot be read.
 */
export function makeReadOauthSecret(file: string | null): (name: string, uri: string) => Promise<string | null> {
  return async (name, uri) => {
    if (file === null) return null;
    const all = await readAll(file);
    if (!Object.hasOwn(all, name)) return null;
    const entry = parseEntry(name, all[name]);
    return isBoundTo(entry.uri, uri) ? entry.secret : null;
  };
}

/** What is wrong with the file, entry by entry. */
export async function findSecretsProblems(file: string | null): Promise<readonly ScopegateError[]> {
  if (file === null) return [];
  const problems: ScopegateError[] = [];
  const collect = (error: unknown): JsonObject => {
    if (!isScopegateError(error)) throw error;
    problems.push(error);
    return {};
  };
  const all = await readAll(file).catch(collect);
  for (const [name, entry] of Object.entries(all)) {
    try {
      parseEntry(name, entry);
    } catch (error) {
      collect(error);
    }
  }
  return problems;
}

async function readAll(file: string): Promise<JsonObject> {
  const bytes = await readFile(file).catch(() => null);
  // Not the cause, which names the path: whoever writes the row of an issuer gets this message.
  if (bytes === null) throw new ScopegateError('unavailable', `${VARIABLE} cannot be read: is it there, and readable?`);
  try {
    return parseStrictObject(bytes, BOUNDS);
  } catch (error) {
    // Not the cause. The message of the strict reader names members and places, never values.
    throw new ScopegateError('unavailable', `${VARIABLE} cannot be read as a JSON object: ${messageOf(error)}`, {
      hint: `Write ${FORM}.`,
    });
  }
}

interface Entry {
  readonly uri: URL;
  readonly secret: string;
}

function parseEntry(name: string, entry: unknown): Entry {
  const { uri, secret, ...rest } = isJsonObject(entry) ? entry : {};
  const isText = typeof uri === 'string' && typeof secret === 'string' && secret !== '';
  if (isText && URL.canParse(uri) && Object.keys(rest).length === 0) return { uri: new URL(uri), secret };
  const what = typeof entry === 'string' ? 'does not say where the secret may be sent' : 'is not "uri" and "secret"';
  throw new ScopegateError('unavailable', `${VARIABLE}: the entry "${name}" ${what}`, {
    hint: `Write ${FORM}: the introspection URI of that issuer, or its origin.`,
  });
}

/** An origin stands for everything there, any other URI for itself alone. */
function isBoundTo(bound: URL, uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const asked = new URL(uri);
  const isOrigin = bound.href === `${bound.origin}/`;
  return isOrigin ? asked.origin === bound.origin : asked.href === bound.href;
}
