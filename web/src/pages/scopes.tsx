import { Badge, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { Scope } from '../api/api.js';
import { useLoad } from '../api/use-load.js';
import { Icon } from '../parts/icon.js';
import { Page } from '../parts/page.js';
import { Empty, WhenLoaded } from '../parts/states.js';
import { Link, useQuery } from '../shell/router.js';
import { useApi } from '../shell/session.js';

export function ScopesPage() {
  const api = useApi();
  const loaded = useLoad('scopes', (signal) => api('listScopes', { signal }));
  const [search, setSearch] = useState(useQuery().get('q') ?? '');
  const [category, setCategory] = useState<string | null>(null);
  const text = search.trim().toLowerCase();
  const isShown = (scope: Scope) =>
    (category === null || scope.category === category) &&
    `${scope.name}\n${scope.description}`.toLowerCase().includes(text);
  return (
    <Page title="Scopes" about="Every permission there is, what it opens and who holds it.">
      <WhenLoaded loaded={loaded}>
        {({ categories, items }) => {
          const shown = items.filter(isShown);
          return (
            <Stack gap="lg">
              <Group align="flex-end">
                <TextInput
                  label="Search"
                  placeholder="Name or description"
                  leftSection={<Icon name="search" />}
                  value={search}
                  onChange={(event) => setSearch(event.currentTarget.value)}
                  flex="1 1 220px"
                />
                <Select
                  label="Category"
                  placeholder="All"
                  clearable
                  data={categories.map(({ name }) => name)}
                  value={category}
                  onChange={setCategory}
                />
              </Group>
              {shown.length === 0 && (
                <Empty icon="scope" title="No scope matches">
                  <Text c="dimmed">Try another word or another category.</Text>
                </Empty>
              )}
              {categories.map(({ name }) => (
                <Category key={name} name={name} scopes={shown.filter((scope) => scope.category === name)} />
              ))}
            </Stack>
          );
        }}
      </WhenLoaded>
    </Page>
  );
}

function Category({ name, scopes }: { readonly name: string; readonly scopes: readonly Scope[] }) {
  if (scopes.length === 0) return null;
  return (
    <section aria-label={name}>
      <Title order={2} mb="sm">
        {name}{' '}
        <Text span c="dimmed" size="sm">
          {scopes.length}
        </Text>
      </Title>
      <Paper withBorder radius="lg" className="rows">
        {scopes.map((scope) => (
          <ScopeRow key={scope.name} scope={scope} />
        ))}
      </Paper>
    </section>
  );
}

function ScopeRow({ scope }: { readonly scope: Scope }) {
  const { name, description, implies, impliedBy, manages, endpointCount, keyCount } = scope;
  return (
    <div className="row scope-row">
      <div className="page-title">
        <Group gap="xs">
          <Title order={3} className="scope-title">
            {name}
          </Title>
          {manages.length > 0 && (
            <Badge variant="default" size="sm" tt="none" className="no-shrink">
              manages {manages.join(', ')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="wrap">
          {description}
        </Text>
        {implies.length > 0 && (
          <Text size="xs" mt={2} className="wrap" lineClamp={2}>
            Counts as {implies.join(', ')}
          </Text>
        )}
        {impliedBy.length > 0 && (
          <Text size="xs" mt={2} className="wrap" lineClamp={2}>
            Included in {impliedBy.join(', ')}
          </Text>
        )}
      </div>
      <Link
        to={`/endpoints?scope=${encodeURIComponent(name)}`}
        size="sm"
        className="no-wrap figure"
        aria-label={`${endpointCount} endpoint${endpointCount === 1 ? '' : 's'} opened by ${name}`}
      >
        {endpointCount} endpoint{endpointCount === 1 ? '' : 's'}
      </Link>
      <Text size="sm" c="dimmed" className="no-wrap figure">
        held by {keyCount} key{keyCount === 1 ? '' : 's'}
      </Text>
    </div>
  );
}
