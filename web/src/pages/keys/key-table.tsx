import { Table, Text, Tooltip } from '@mantine/core';
import type { ApiKey } from '../../api/api.js';
import { formatAgo, formatDay, formatInstant } from '../../parts/time.js';
import { Link } from '../../shell/router.js';
import { KeyState } from './key-state.js';

type SortField = 'name' | 'createdAt' | 'expiresAt' | 'lastUsedAt';
export interface Sorting {
  readonly sort: SortField;
  readonly order: 'asc' | 'desc';
}

const COLUMNS: readonly { readonly label: string; readonly sort: SortField | null }[] = [
  { label: 'Name', sort: 'name' },
  { label: 'State', sort: null },
  { label: 'Scopes', sort: null },
  { label: 'Addresses', sort: null },
  { label: 'Created', sort: 'createdAt' },
  { label: 'Expires', sort: 'expiresAt' },
  { label: 'Last used', sort: 'lastUsedAt' },
];

interface TableProps {
  readonly keys: readonly ApiKey[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

export function KeyTable({ keys, sorting, onSort }: TableProps) {
  return (
    <Table className="cards short" verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map(({ label, sort }) => (
            <Heading key={label} label={label} sort={sort} sorting={sorting} onSort={onSort} />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface HeadingProps extends Omit<TableProps, 'keys'> {
  readonly label: string;
  readonly sort: SortField | null;
}

function Heading({ label, sort, sorting, onSort }: HeadingProps) {
  if (sort === null) return <Table.Th>{label}</Table.Th>;
  const isSorted = sorting.sort === sort;
  const direction = sorting.order === 'asc' ? 'ascending' : 'descending';
  const other = isSorted && sorting.order === 'asc' ? 'desc' : 'asc';
  return (
    <Table.Th aria-sort={isSorted ? direction : 'none'}>
      <button type="button" className="sort" onClick={() => onSort({ sort, order: other })}>
        {label} <span aria-hidden="true">{isSorted ? (sorting.order === 'asc' ? '↑' : '↓') : ''}</span>
      </button>
    </Table.Th>
  );
}

function Row({ apiKey }: { readonly apiKey: ApiKey }) {
  const { id, name, state, scopes, allowedAddresses, createdAt, expiresAt, lastUsedAt } = apiKey;
  return (
    <Table.Tr>
      <Table.Td data-label="Name">
        <div>
          <Link to={`/keys/${encodeURIComponent(id)}`} fw={600} size="sm">
            {name}
          </Link>
          <Text size="xs" c="dimmed" ff="monospace">
            {id}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-label="State">
        <KeyState state={state} />
      </Table.Td>
      <Table.Td data-label="Scopes">
        <Few items={scopes} none="Only by role" />
      </Table.Td>
      <Table.Td data-label="Addresses">
        <Few items={allowedAddresses} none="Any" />
      </Table.Td>
      <Table.Td data-label="Created" className="no-wrap">
        <span title={formatInstant(createdAt)}>{formatDay(createdAt)}</span>
      </Table.Td>
      <Table.Td data-label="Expires" className="no-wrap">
        {expiresAt === null ? 'Never' : <span title={formatInstant(expiresAt)}>{formatDay(expiresAt)}</span>}
      </Table.Td>
      <Table.Td data-label="Last used" className="no-wrap">
        {lastUsedAt === null ? 'Never' : <span title={formatInstant(lastUsedAt)}>{formatAgo(lastUsedAt)}</span>}
      </Table.Td>
    </Table.Tr>
  );
}

function Few({ items, none }: { readonly items: readonly string[]; readonly none: string }) {
  const [first, ...rest] = items;
  if (first === undefined) return <Text size="sm">{none}</Text>;
  return (
    <Text size="sm" component="div">
      <span className="scope-tag">{first}</span>
      {rest.length > 0 && (
        <Tooltip label={rest.slice(0, 12).join(', ')} multiline maw={320} withArrow>
          <span className="no-wrap dimmed">
            {' '}
            +{rest.length} <span className="only-read">more</span>
          </span>
        </Tooltip>
      )}
    </Text>
  );
}
