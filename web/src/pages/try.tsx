import { Button, Grid, Paper, PasswordInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { CheckResult } from '../api/api.js';
import { useAction } from '../api/use-action.js';
import { useLoad } from '../api/use-load.js';
import { Page } from '../parts/page.js';
import { Empty, Problem } from '../parts/states.js';
import { useQuery } from '../shell/router.js';
import { useApi } from '../shell/session.js';
import { CheckAnswer } from './check-answer.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

interface Asked {
  readonly way: 'key' | 'header';
  readonly keyId: string | null;
  readonly authorization: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly sourceIp: string;
}

export function TryPage() {
  const api = useApi();
  const { run, isBusy, problem } = useAction();
  const [asked, setAsked] = useState(useAskedFirst());
  const [result, setResult] = useState<CheckResult | null>(null);
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const ask = () =>
    run(async () => {
      setResult(null);
      setResult(await api('explainCheck', { body: checkBody(asked) }));
    });
  return (
    <Page title="Try a check" about="Ask as a gateway would, and see why the answer is what it is. Nothing is called.">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Paper withBorder p="lg" radius="lg">
            <form
              onSubmit={(event) => {
                event.preventDefault();
                ask();
              }}
            >
              <Stack>
                <CredentialFields asked={asked} onChange={change} />
                <RequestFields asked={asked} onChange={change} />
                <Button type="submit" loading={isBusy} disabled={asked.path === '' || asked.method === ''}>
                  Check
                </Button>
              </Stack>
            </form>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }} aria-live="polite">
          {problem !== null && <Problem title="Not checked" problem={problem} onRetry={ask} />}
          {result !== null && <CheckAnswer result={result} />}
          {problem === null && result === null && (
            <Empty icon="flask" title="No answer yet">
              <Text c="dimmed">
                Choose a key and a path. Here you see whether it is let through, by which scope, and what the caller
                would get.
              </Text>
            </Empty>
          )}
        </Grid.Col>
      </Grid>
    </Page>
  );
}

/** What the address asks, by links from endpoints and keys. */
function useAskedFirst(): Asked {
  const query = useQuery();
  const method = query.get('method') ?? 'GET';
  return {
    ...{ way: 'key', keyId: query.get('key'), authorization: '', host: '', sourceIp: '' },
    method: METHODS.includes(method) ? method : 'GET',
    path: query.get('path') ?? '/',
  };
}

function checkBody({ way, keyId, authorization, method, path, host, sourceIp }: Asked) {
  return {
    method,
    path,
    ...(way === 'key' && keyId !== null ? { keyId } : {}),
    ...(way === 'header' && authorization !== '' ? { authorization } : {}),
    ...(host === '' ? {} : { host }),
    ...(sourceIp === '' ? {} : { sourceIp }),
  };
}

interface FieldsProps {
  readonly asked: Asked;
  readonly onChange: (part: Partial<Asked>) => void;
}

function CredentialFields({ asked, onChange }: FieldsProps) {
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), 250);
  const keys = useLoad(q, (signal) =>
    api('listApiKeys', { query: { q, limit: 50, sort: 'name', order: 'asc' }, signal }),
  );
  const found = keys.data?.items.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })) ?? [];
  // The one that is chosen, also where it is not on the first page.
  const chosen = asked.keyId !== null && !found.some(({ value }) => value === asked.keyId) ? asked.keyId : null;
  const data = chosen === null ? found : [{ value: chosen, label: chosen }, ...found];
  return (
    <>
      <SegmentedControl
        aria-label="Credential"
        value={asked.way}
        onChange={(way) => onChange({ way: way === 'header' ? 'header' : 'key' })}
        data={[
          { value: 'key', label: 'A key by name' },
          { value: 'header', label: 'A header' },
        ]}
      />
      {asked.way === 'key' ? (
        <Select
          label="API key"
          description="None asks without a credential."
          placeholder="Search by name or id"
          searchable
          clearable
          nothingFoundMessage="No key matches"
          filter={({ options }) => options}
          data={data}
          value={asked.keyId}
          onChange={(keyId) => onChange({ keyId })}
          onSearchChange={(text) => setSearch(data.some(({ label }) => label === text) ? '' : text)}
        />
      ) : (
        <PasswordInput
          label="Authorization header"
          placeholder="App sgk_…"
          autoComplete="off"
          value={asked.authorization}
          onChange={(event) => onChange({ authorization: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the header' }}
        />
      )}
    </>
  );
}

function RequestFields({ asked, onChange }: FieldsProps) {
  return (
    <>
      <Select
        label="Method"
        data={METHODS}
        value={asked.method}
        allowDeselect={false}
        onChange={(method) => onChange({ method: method ?? 'GET' })}
      />
      <TextInput
        label="Path"
        description="As the caller sends it, with values in the place of {parameters}."
        required
        value={asked.path}
        onChange={(event) => onChange({ path: event.currentTarget.value })}
      />
      <TextInput
        label="Host"
        description="The host that the caller addresses. Needed where the policy has several APIs."
        value={asked.host}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
      />
      <TextInput
        label="Address of the caller"
        description="For keys with allowed addresses."
        placeholder="192.0.2.7"
        value={asked.sourceIp}
        onChange={(event) => onChange({ sourceIp: event.currentTarget.value })}
      />
    </>
  );
}
