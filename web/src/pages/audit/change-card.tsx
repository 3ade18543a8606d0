import { Badge, Button, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { AuditEntry } from '../../api/api.js';
import { formatAgo, formatInstant } from '../../parts/time.js';
import { Link } from '../../shell/router.js';
import { describeEntry, differences, namesIn } from './describe-entry.js';
import type { Change } from './group-entries.js';

/** How many entries of a change are shown at first. */
const SHOWN = 6;

export function ChangeCard({ change }: { readonly change: Change }) {
  const [isWhole, setWhole] = useState(false);
  const { actor, at, revision, entries } = change;
  const names = namesIn(entries);
  const shown = isWhole ? entries : entries.slice(0, SHOWN);
  return (
    <Paper withBorder radius="lg" component="article" aria-label={`Revision ${revision}`}>
      <Group justify="space-between" className="row" gap="xs" wrap="nowrap" align="flex-start">
        <div className="page-title">
          <Link to={`/audit?actor=${encodeURIComponent(actor.id)}`} fw={600} size="sm" className="wrap">
            {actor.name}
          </Link>
          <Text size="xs" c="dimmed" className="wrap">
            {describeActor(actor)}
          </Text>
        </div>
        <Stack gap={2} align="flex-end" className="no-shrink">
          <time dateTime={at} title={formatInstant(at)}>
            <Text size="sm" span>
              {formatAgo(at)}
            </Text>
          </time>
          <Text size="xs" c="dimmed" className="figure">
            revision {revision}
          </Text>
        </Stack>
      </Group>
      <div className="rows change-entries">
        {shown.map((entry) => (
          <Entry key={entry.id} entry={entry} names={names} />
        ))}
        {entries.length > shown.length && (
          <div className="row">
            <Button size="compact-sm" variant="default" onClick={() => setWhole(true)}>
              Show {entries.length - shown.length} more
            </Button>
          </div>
        )}
      </div>
    </Paper>
  );
}

const SIGNS = { insert: '+', update: '~', delete: '−', truncate: '−' } as const;

interface EntryProps {
  readonly entry: AuditEntry;
  readonly names: ReadonlyMap<string, string>;
}

function Entry({ entry, names }: EntryProps) {
  const [isOpen, setOpen] = useState(false);
  const { words, name, of } = describeEntry(entry, names);
  return (
    <div className="row change-line">
      <span className="change-sign" data-action={entry.action} aria-hidden="true">
        {SIGNS[entry.action]}
      </span>
      <Stack gap={6} miw={0}>
        <Group justify="space-between" wrap="nowrap" align="baseline">
          <Text size="sm" className="wrap">
            {words} <strong>{name}</strong>
            {of !== null && <> of {of}</>}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            className="no-shrink"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Hide' : 'Details'}: ${words} ${name}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide' : 'Details'}
          </Button>
        </Group>
        {isOpen && <Details entry={entry} />}
      </Stack>
    </div>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const changed = differences(entry);
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Badge variant="default" tt="none">
          {entry.table}
        </Badge>
        <Link to={`/audit?subject=${encodeURIComponent(entry.subject)}`} size="xs" className="wrap">
          All changes of {entry.subject}
        </Link>
      </Group>
      <Text size="xs" c="dimmed" className="wrap">
        {describeConnection(entry)}
      </Text>
      {changed.length === 0 ? (
        <Text size="xs" c="dimmed">
          What changed is a secret, and not kept here.
        </Text>
      ) : (
        <Table className="difference" withRowBorders={false} verticalSpacing={3} horizontalSpacing={0} layout="fixed">
          <Table.Thead className="only-read">
            <Table.Tr>
              <Table.Th w={130}>Column</Table.Th>
              <Table.Th>Before and after</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changed.map(({ column, before, after }) => (
              <Table.Tr key={column}>
                <Table.Th scope="row">{column}</Table.Th>
                <Table.Td>
                  {before !== null && <del className="before">{before}</del>}
                  {before !== null && after !== null && <span aria-hidden="true"> → </span>}
                  {after !== null && <ins className="after">{after}</ins>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function describeActor({ kind, id }: AuditEntry['actor']): string {
  if (kind === 'sql') return `by SQL, as database user ${id}`;
  return kind === 'system' ? 'by the service itself' : `credential ${id}`;
}

/** Who the database saw, beside the actor that the session named. */
function describeConnection({ connection, place }: AuditEntry): string {
  const where = place === null ? [] : [`${place} of a migration`];
  if (connection === null) return where.join(', ');
  const { databaseRole, application, address, rejectedActor } = connection;
  return [
    ...where,
    `database role ${databaseRole}`,
    ...(application === null ? [] : [`application ${application}`]),
    ...(address === null ? [] : [`from ${address}`]),
    ...(rejectedActor === null ? [] : [`claimed to be ${rejectedActor}, which was rejected`]),
  ].join(', ');
}
