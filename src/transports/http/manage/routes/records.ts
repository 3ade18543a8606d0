import type { FastifyInstance } from 'fastify';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { toIsoTime } from '../../../../base/instant.js';
import { readTime, rejectFaults } from '../../../../service/administration/input.js';
import { operationSchema } from '../operation.js';
import { AuditPage, AuditQuery, Overview } from '../schemas.js';

/** What has been changed, and how the service does. */
export function addRecordRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Querystring: AuditQuery }>(
    '/v1/audit',
    {
      schema: operationSchema({
        id: 'listAudit',
        tag: 'Records',
        summary: 'Every change with who made it, newest first',
        scope: 'audit-trail:read',
        query: AuditQuery,
        success: { 200: AuditPage },
      }),
    },
    async ({ query }) => {
      const page = await deps.audit.listAudit({
        ...readPageRequest(query),
        q: query.q ?? null,
        table: query.table ?? null,
        subject: query.subject ?? null,
        actor: query.actor ?? null,
        action: query.action ?? null,
        sinceMs: timeOf('since', query.since),
        untilMs: timeOf('until', query.until),
      });
      const items = page.items.map(({ atMs, ...record }) => ({ ...record, at: toIsoTime(atMs) }));
      return { items, nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get(
    '/v1/overview',
    {
      schema: operationSchema({
        id: 'getOverview',
        tag: 'Records',
        summary: 'Figures of this process, with its last 120 seconds',
        scope: 'overview:read',
        success: { 200: Overview },
      }),
    },
    () => deps.overview(),
  );
}

function timeOf(property: string, text: string | undefined): number | null {
  const { ms, fault } = readTime(property, text ?? null);
  rejectFaults([fault]);
  return ms;
}
