import { Box, Button, Grid, Group, Paper, SimpleGrid, Stack, TagsInput, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ScopeCatalogue } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { ReachPreview } from '../../parts/reach.js';
import { ScopePicker } from '../../parts/scope-picker.js';
import { Problem } from '../../parts/states.js';
import { daysFromNow, fromLocalInput, toLocalInput } from '../../parts/time.js';
import { draftFaults } from './key-draft.js';
import type { KeyDraft } from './key-draft.js';

interface FormProps {
  readonly catalogue: ScopeCatalogue;
  readonly initial: KeyDraft;
  readonly submitLabel: string;
  readonly onSubmit: (draft: KeyDraft) => Promise<void>;
  readonly cancel: ReactNode;
}

/** The form of a key, new or not; what was typed stays when saving fails. */
export function KeyForm({ catalogue, initial, submitLabel, onSubmit, cancel }: FormProps) {
  const [draft, setDraft] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const { run, isBusy, problem } = useAction();
  const faults = draftFaults(draft);
  const errorOf = (field: keyof KeyDraft) => (wasTried ? faults[field] : undefined) ?? problem?.about(field) ?? null;
  const change = (part: Partial<KeyDraft>) => setDraft({ ...draft, ...part });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faults).length === 0) run(() => onSubmit(draft));
      }}
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="lg">
            <Paper withBorder p="lg" radius="lg">
              <KeyFacts draft={draft} onChange={change} errorOf={errorOf} />
            </Paper>
            <Paper withBorder p="lg" radius="lg" component="section" aria-label="Scopes of the key">
              <Title order={2} mb="sm">
                API scopes
              </Title>
              <ScopePicker
                catalogue={catalogue}
                chosen={draft.scopes}
                onChange={(scopes) => change({ scopes })}
                error={errorOf('scopes')}
                holder="key"
              />
            </Paper>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ReachPreview scopes={draft.scopes} holder="key" />
        </Grid.Col>
      </Grid>
      <Box mt="lg">
        {problem !== null && <Problem title="Not saved" problem={problem} />}
        <Group mt="md">
          <Button type="submit" loading={isBusy}>
            {submitLabel}
          </Button>
          {cancel}
        </Group>
      </Box>
    </form>
  );
}

interface FactsProps {
  readonly draft: KeyDraft;
  readonly onChange: (part: Partial<KeyDraft>) => void;
  readonly errorOf: (field: keyof KeyDraft) => string | null;
}

const EXPIRIES = [
  { label: '30 days', days: 30 },
  { label: '90 days', days: 90 },
  { label: '1 year', days: 365 },
] as const;

function KeyFacts({ draft, onChange, errorOf }: FactsProps) {
  return (
    <Stack>
      <TextInput
        label="Name"
        description="So that people know what it is for."
        withAsterisk
        maxLength={200}
        value={draft.name}
        error={errorOf('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
        <TextInput
          type="datetime-local"
          label="Creation date"
          description="When it begins to work. Empty: now."
          value={toLocalInput(draft.notBefore)}
          error={errorOf('notBefore')}
          onChange={(event) => onChange({ notBefore: fromLocalInput(event.currentTarget.value) })}
        />
        <TextInput
          type="datetime-local"
          label="Expiration date"
          description="When it stops by itself. Empty: never."
          value={toLocalInput(draft.expiresAt)}
          error={errorOf('expiresAt')}
          onChange={(event) => onChange({ expiresAt: fromLocalInput(event.currentTarget.value) })}
        />
      </SimpleGrid>
      <Group gap="xs" role="group" aria-label="Expire after">
        <Text size="xs" c="dimmed">
          Expires after
        </Text>
        {EXPIRIES.map(({ label, days }) => (
          <Button
            key={label}
            size="compact-sm"
            variant="default"
            onClick={() => onChange({ expiresAt: daysFromNow(days) })}
          >
            {label}
          </Button>
        ))}
        <Button size="compact-sm" variant="default" onClick={() => onChange({ expiresAt: null })}>
          Never
        </Button>
      </Group>
      <TagsInput
        label="Allowed IP addresses"
        description="Optional: addresses and CIDR blocks. Enter or a comma adds one; none allows any."
        placeholder={draft.allowedAddresses.length === 0 ? '192.0.2.0/24' : ''}
        splitChars={[',', ' ']}
        value={[...draft.allowedAddresses]}
        error={errorOf('allowedAddresses')}
        onChange={(allowedAddresses) => onChange({ allowedAddresses })}
      />
    </Stack>
  );
}
