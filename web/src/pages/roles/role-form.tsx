import { Box, Button, Grid, Group, Paper, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ScopeCatalogue } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { ReachPreview } from '../../parts/reach.js';
import { ScopePicker } from '../../parts/scope-picker.js';
import { Problem } from '../../parts/states.js';

export interface RoleDraft {
  /** Fixed once the role is made. */
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
}

interface FormProps {
  readonly stage: 'new' | 'made';
  readonly catalogue: ScopeCatalogue;
  readonly initial: RoleDraft;
  readonly submitLabel: string;
  readonly onSubmit: (draft: RoleDraft) => Promise<void>;
  readonly cancel?: ReactNode;
}

export function RoleForm({ stage, catalogue, initial, submitLabel, onSubmit, cancel }: FormProps) {
  const [draft, setDraft] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const { run, isBusy, problem } = useAction();
  const isNameless = draft.name.trim() === '';
  const change = (part: Partial<RoleDraft>) => setDraft({ ...draft, ...part });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isNameless) run(() => onSubmit(draft));
      }}
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="lg">
            <Paper withBorder p="lg" radius="lg">
              <Stack>
                {stage === 'new' && (
                  <TextInput
                    label="Name"
                    description="It stays: users and keys hold the role by it."
                    withAsterisk
                    maxLength={200}
                    value={draft.name}
                    error={wasTried && isNameless ? 'Give the role a name.' : (problem?.about('id') ?? null)}
                    onChange={(event) => change({ name: event.currentTarget.value })}
                  />
                )}
                <Textarea
                  label="Description"
                  description="Whom it is for."
                  autosize
                  minRows={2}
                  maxLength={1000}
                  value={draft.description}
                  error={problem?.about('description') ?? null}
                  onChange={(event) => change({ description: event.currentTarget.value })}
                />
              </Stack>
            </Paper>
            <Paper withBorder p="lg" radius="lg" component="section" aria-label="Scopes of the role">
              <Title order={2} mb="sm">
                Scopes
              </Title>
              <ScopePicker
                catalogue={catalogue}
                chosen={draft.scopes}
                onChange={(scopes) => change({ scopes })}
                error={problem?.about('scopes') ?? null}
                holder="role"
              />
            </Paper>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ReachPreview scopes={draft.scopes} holder="role" />
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
