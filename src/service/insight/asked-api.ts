import { ScopegateError } from '../../base/errors.js';
import type { Directory, ListedApi } from '../decision/directory.js';

/**
 * The API that a lookup is about; null where no API has the host.
 *
 * @param host the Host header as it came; empty: none
 * @throws ScopegateError `invalid_argument` for a lookup without a host where several APIs could be meant
 */
export function askedApi(directory: Directory, host: string): ListedApi | null {
  const { api, denial } = directory.find(host);
  if (denial?.reason === 'host_required') throw new ScopegateError('invalid_argument', denial.detail);
  return api;
}
