import type { RecentUse, RecentUseReader } from '../../ports/planning.js';
import type { Pool } from '../pool.js';

const recentText = `
  SELECT u.credential::float8 AS "credentialId", u.endpoint::float8 AS "endpointId",
    sum(u.allowed)::float8 AS allowed, sum(u.denied)::float8 AS denied
  FROM scopegate.scope_use u
  WHERE u.endpoint = ANY ($1::bigint[]) AND u.day >= (now() AT TIME ZONE 'UTC')::date - $2::int
  GROUP BY u.credential, u.endpoint`;

export function makeRecentUseReader(pool: Pool): RecentUseReader {
  return {
    async readRecentUse(endpointIds, days) {
      return endpointIds.length === 0 ? [] : pool.query<RecentUse>(recentText, [endpointIds, days]);
    },
  };
}
