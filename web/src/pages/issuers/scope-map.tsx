import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { Icon } from '../../parts/icon.js';
import type { IssuerDraft } from './issuer-draft.js';

interface MapProps {
  readonly draft: IssuerDraft;
  readonly scopes: readonly string[];
  readonly onChange: (part: Partial<IssuerDraft>) => void;
  readonly error: string | null;
}

/** What the scopes of an issuer count as here, a line each. */
export function ScopeMap({ draft, scopes, onChange, error }: MapProps) {
  const { scopeMap } = draft;
  const edit = (at: number, part: Partial<(typeof scopeMap)[number]>) =>
    onChange({ scopeMap: scopeMap.map((line, index) => (index === at ? { ...line, ...part } : line)) });
  return (
    <Stack gap="sm" role="group" aria-label="What its scopes count as">
      <Text size="sm" c="dimmed">
        {scopeMap.length === 0
          ? 'The names of the issuer are taken as ours. Add a line to translate; then only what is listed counts.'
          : 'Only what is listed counts.'}
      </Text>
      {scopeMap.map(({ theirs, ours }, at) => (
        <Group key={at} align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            label={`Theirs, line ${at + 1}`}
            value={theirs}
            flex="1 1 0"
            miw={0}
            onChange={(event) => edit(at, { theirs: event.currentTarget.value })}
          />
          <Select
            label={`Ours, line ${at + 1}`}
            searchable
            data={[...scopes]}
            value={ours === '' ? null : ours}
            flex="1 1 0"
            miw={0}
            limit={50}
            onChange={(scope) => edit(at, { ours: scope ?? '' })}
          />
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`Remove line ${at + 1}`}
            onClick={() => onChange({ scopeMap: scopeMap.filter((_, index) => index !== at) })}
          >
            <Icon name="cross" />
          </ActionIcon>
        </Group>
      ))}
      {error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange({ scopeMap: [...scopeMap, { theirs: '', ours: '' }] })}
        >
          Translate a scope
        </Button>
      </div>
    </Stack>
  );
}
