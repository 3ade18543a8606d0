import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Empty, WhenLoaded } from '../../parts/states.js';
import { fromLocalInput } from '../../parts/time.js';
import { goTo, useQuery } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { ChangeCard } from './change-card.js';
import { TABLE_CHOICES } from './describe-entry.js';
import { groupEntries } from './group-entries.js';

const LIMIT = 50;
const TYPING_MS = 250;

interface Filters {
  readonly table: string | null;
  readonly action: string | null;
  /** As typed, in the time zone of the browser. */
  readonly since: string;
  readonly until: string;
}

export function AuditPage() {
  const api = useApi();
  const address = useQuery();
  const [subject, actor] = [address.get('subject'), address.get('actor')];
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING_MS);
  const [chosen, setChosen] = useState<Filters>({ table: null, action: null, since: '', until: '' });
  const query = {
    ...{ q, subject, actor, table: chosen.table, action: chosen.action },
    ...{ since: fromLocalInput(chosen.since), until: fromLocalInput(chosen.until) },
  };
  const filters = JSON.stringify(query);
  const paging = usePaging(filters);
  const loaded = useLoad(`${filters} ${paging.cursor ?? ''}`, (signal) =>
    api('listAudit', { query: { ...query, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  return (
    <Page title="Audit trail" about="Every change of keys, users and policy: who, what, before and after.">
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Search"
          placeholder="Key id, endpoint, scope, who…"
          leftSection={<Icon name="search" />}
          value={search}
          maxLength={200}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex="1 1 200px"
        />
        <FilterChoices chosen={chosen} onChange={setChosen} />
      </Group>
      <Only subject={subject} actor={actor} />
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="history" title="No change matches">
              <Text c="dimmed">Try another word or take a filter away.</Text>
            </Empty>
          ) : (
            <Stack>
              {groupEntries(page.items).map((change) => (
                <ChangeCard key={change.entries[0]?.id} change={change} />
              ))}
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function Only({ subject, actor }: { readonly subject: string | null; readonly actor: string | null }) {
  if (subject === null && actor === null) return null;
  return (
    <Group gap="sm">
      <Text size="sm" className="wrap">
        {subject !== null && (
          <>
            Only changes of <strong>{subject}</strong>{' '}
          </>
        )}
        {actor !== null && (
          <>
            Only what <strong>{actor}</strong> did
          </>
        )}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => goTo('/audit')}>
        Show all
      </Button>
    </Group>
  );
}

const ACTIONS = [
  { value: 'insert', label: 'Added' },
  { value: 'update', label: 'Changed' },
  { value: 'delete', label: 'Removed' },
];

function FilterChoices({ chosen, onChange }: { readonly chosen: Filters; readonly onChange: (next: Filters) => void }) {
  return (
    <>
      <Select
        label="Changed thing"
        placeholder="Any"
        clearable
        searchable
        data={TABLE_CHOICES}
        value={chosen.table}
        onChange={(table) => onChange({ ...chosen, table })}
        w={170}
      />
      <Select
        label="Action"
        placeholder="Any"
        clearable
        data={ACTIONS}
        value={chosen.action}
        onChange={(action) => onChange({ ...chosen, action })}
        w={120}
      />
      <TextInput
        type="datetime-local"
        label="From"
        w={190}
        value={chosen.since}
        onChange={(event) => onChange({ ...chosen, since: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Until"
        w={190}
        value={chosen.until}
        onChange={(event) => onChange({ ...chosen, until: event.currentTarget.value })}
      />
    </>
  );
}
