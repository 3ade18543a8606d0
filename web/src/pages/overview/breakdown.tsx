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

const CACHES: Readonly<Record<string, string>> = {
  policy: 'Compiled policies',
  credential: 'Credentials',
  refusal: 'Refused credentials',
};

export function CacheTable({ overview }: { readonly overview: Overview }) {
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Caches">
      <Title order={2} mb="sm">
        Caches
      </Title>
      <Table className="numbers" verticalSpacing="sm" horizontalSpacing={0}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Cache</Table.Th>
            <Table.Th>Hits</Table.Th>
            <Table.Th>Entries</Table.Th>
            <Table.Th>Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {overview.caches.map(({ name, hits, misses, hitRatio, entries, sizeBytes }) => (
            <Table.Tr key={name}>
              <Table.Td>{CACHES[name] ?? name.replaceAll('_', ' ')}</Table.Td>
              <Table.Td title={`${hits.toLocaleString('en-GB')} hits, ${misses.toLocaleString('en-GB')} misses`}>
                {hitRatio === null ? '–' : `${(100 * hitRatio).toFixed(1)} %`}
              </Table.Td>
              <Table.Td>{entries.toLocaleString('en-GB')}</Table.Td>
              <Table.Td>{formatSize(sizeBytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function formatSize(bytes: number): string {
  const kibibytes = bytes / 1024;
  return kibibytes < 1000 ? `${kibibytes.toFixed(0)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
