import { join } from 'node:path';
import type { Config } from '../config.js';
import { deliverChosen, deliverInAnswer } from '../service/administration/first-administrator.js';
import type { FirstKeyDelivery } from '../service/administration/first-administrator.js';
import { makeFirstKeyFile } from '../store/first-key-file.js';

/** Where the operator finds the key of the first administrator. */
export type AdministratorKey =
  | { readonly where: 'here'; readonly key: string }
  | { readonly where: 'file'; readonly path: string }
  | { readonly where: 'chosen' };

export interface FirstKey {
  readonly delivery: FirstKeyDelivery;
  readonly tell: (key: string) => AdministratorKey;
}

const FILE_NAME = 'first-administrator-key';

/** A key that the operator chose goes nowhere; one that is made goes into the answer or into a file. */
export function firstKeyOf({
  config,
  administratorKey,
}: {
  readonly config: Config;
  readonly administratorKey: 'answer' | 'file';
}): FirstKey {
  const chosen = config.firstAdministratorKey;
  if (chosen !== null) return { delivery: deliverChosen(chosen), tell: () => ({ where: 'chosen' }) };
  if (administratorKey === 'answer') return { delivery: deliverInAnswer, tell: (key) => ({ where: 'here', key }) };
  const path = config.firstAdministratorFile ?? join(config.dataDir, FILE_NAME);
  return { delivery: makeFirstKeyFile(path), tell: () => ({ where: 'file', path }) };
}
