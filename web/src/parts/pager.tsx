import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatCount } from './count.js';

export interface Paging {
  readonly cursor: string | null;
  readonly pageNumber: number;
  readonly next: (cursor: string) => void;
  readonly previous: (() => void) | null;
}

/** Pages by cursor; goes back to the first one when `filters` change, with which every cursor loses its meaning. */
export function usePaging(filters: string): Paging {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  useEffect(() => setCursors([]), [filters]);
  return {
    cursor: cursors.at(-1) ?? null,
    pageNumber: cursors.length + 1,
    next: (cursor) => setCursors([...cursors, cursor]),
    previous: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
  };
}

interface PagerProps {
  readonly paging: Paging;
  readonly limit: number;
  readonly answer: { readonly items: readonly unknown[]; readonly nextCursor: string | null; readonly total: number };
}

export function Pager({ paging, limit, answer }: PagerProps) {
  const first = (paging.pageNumber - 1) * limit + 1;
  const { nextCursor } = answer;
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {answer.total === 0
          ? 'None'
          : `${formatCount(first)}–${formatCount(first + answer.items.length - 1)} of ${formatCount(answer.total)}`}
      </Text>
      {answer.total > limit && (
        <Group gap="xs" role="navigation" aria-label="Pages of the list">
          <Button variant="default" size="xs" disabled={paging.previous === null} onClick={() => paging.previous?.()}>
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={nextCursor === null}
            onClick={() => nextCursor !== null && paging.next(nextCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
