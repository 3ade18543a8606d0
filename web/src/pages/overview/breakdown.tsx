import { Group, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core';
import type { Overview } from '../../api/api.js';

/** Why calls were let through and refused, since the start of the process. */
export function ReasonBars({ overview }: { readonly overview: Overview }) {
  const { byReason, total } = overview.decisions;
  const sorted = byReason.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="By reason">
      <Title order={2} mb="sm">
        By reason
      </Title>
      <Stack gap="sm">
        {sorted.length === 0 && <Text c="dimmed">Nobody has asked yet.</Text>}
        {sorted.map(({ decision, reason, count }) => (
          <div key={`${decision} ${reason}`}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" className="wrap">
                <strong className={decision === 'allow' ? 'allowed' : 'denied'}>{decision}</strong>{' '}
                {reason.replaceAll('_', ' ')}
              </Text>
              <Text size="sm" className="figure">
                {count.toLocaleString('en-GB')}
              </Text>
            </Group>
            <Progress
              mt={4}
              value={(100 * count) / Math.max(total, 1)}
              color={decision === 'allow' ? 'teal' : 'red'}
              aria-label={`${decision} ${reason}`}
            />
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

export function CacheTable({ overview }: { readonly overview: Overview }) {
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Caches">
      <Title order={2} mb="sm">
        Caches
      </Title>
      <Table className="cards">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Cache</Table.Th>
            <Table.Th>Hits</Table.Th>
            <Table.Th>Entries</Table.Th>
            <Table.Th>Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {overview.caches.map(({ name, hits, hitRatio, entries, sizeBytes }) => (
            <Table.Tr key={name}>
              <Table.Td data-label="Cache">{name.replaceAll('_', ' ')}</Table.Td>
              <Table.Td data-label="Hits">
                {hitRatio === null ? '–' : `${(100 * hitRatio).toFixed(1)} %`} ({hits.toLocaleString('en-GB')})
              </Table.Td>
              <Table.Td data-label="Entries">{entries.toLocaleString('en-GB')}</Table.Td>
              <Table.Td data-label="Size">{(sizeBytes / 1024).toFixed(0)} KiB</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
