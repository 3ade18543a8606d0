import {
  Box,
  Button,
  Grid,
  Group,
  MultiSelect,
  Paper,
  PasswordInput,
  Stack,
  TagsInput,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Role, ScopeCatalogue } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { ReachPreview } from '../../parts/reach.js';
import { ScopePicker } from '../../parts/scope-picker.js';
import { Problem } from '../../parts/states.js';
import { MIN_PASSWORD_LENGTH, draftFaults } from './user-draft.js';
import type { UserDraft } from './user-draft.js';

interface FormProps {
  readonly stage: 'new' | 'made';
  readonly catalogue: ScopeCatalogue;
  readonly roles: readonly Role[];
  readonly initial: UserDraft;
  readonly submitLabel: string;
  readonly onSubmit: (draft: UserDraft) => Promise<void>;
  readonly cancel?: ReactNode;
}

/** The form of a user, new or not; what was typed stays when saving fails. */
export function UserForm({ stage, catalogue, roles, initial, submitLabel, onSubmit, cancel }: FormProps) {
  const [draft, setDraft] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const { run, isBusy, problem } = useAction();
  const faults = draftFaults(draft, stage);
  const errorOf = (field: keyof UserDraft) => (wasTried ? faults[field] : undefined) ?? problem?.about(field) ?? null;
  const change = (part: Partial<UserDraft>) => setDraft({ ...draft, ...part });
  const byRole = roles.filter(({ name }) => draft.roles.includes(name)).flatMap(({ scopes }) => scopes);
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
              <Stack>
                {stage === 'new' && <LoginFields draft={draft} onChange={change} errorOf={errorOf} />}
                <CommonFields draft={draft} onChange={change} errorOf={errorOf} roles={roles} />
              </Stack>
            </Paper>
            <Paper withBorder p="lg" radius="lg" component="section" aria-label="Scopes of the user">
              <Title order={2} mb="sm">
                Scopes of its own
              </Title>
              <ScopePicker
                catalogue={catalogue}
                chosen={draft.scopes}
                onChange={(scopes) => change({ scopes })}
                error={errorOf('scopes')}
                holder="user"
              />
            </Paper>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ReachPreview scopes={[...new Set([...draft.scopes, ...byRole])]} holder="user" />
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

interface FieldsProps {
  readonly draft: UserDraft;
  readonly onChange: (part: Partial<UserDraft>) => void;
  readonly errorOf: (field: keyof UserDraft) => string | null;
}

function LoginFields({ draft, onChange, errorOf }: FieldsProps) {
  return (
    <>
      <TextInput
        label="User name"
        description="What the user signs in with. It is never given to anybody else."
        withAsterisk
        autoComplete="off"
        maxLength={128}
        value={draft.login}
        error={errorOf('login')}
        onChange={(event) => onChange({ login: event.currentTarget.value })}
      />
      <PasswordInput
        label="Password"
        description={`${MIN_PASSWORD_LENGTH} characters at least. Only a slow hash of it is kept.`}
        withAsterisk
        autoComplete="new-password"
        maxLength={1024}
        value={draft.password}
        error={errorOf('password')}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
    </>
  );
}

function CommonFields({ draft, onChange, errorOf, roles }: FieldsProps & { readonly roles: readonly Role[] }) {
  const known = new Set(roles.map(({ name }) => name));
  return (
    <>
      <TextInput
        label="Name"
        description="For people."
        maxLength={200}
        value={draft.name}
        error={errorOf('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <MultiSelect
        label="Roles"
        description="What a role grants counts from then on, and changes with the role."
        placeholder={draft.roles.length === 0 ? 'None' : ''}
        searchable
        limit={50}
        data={[...known, ...draft.roles.filter((name) => !known.has(name))]}
        value={[...draft.roles]}
        error={errorOf('roles')}
        onChange={(chosen) => onChange({ roles: chosen })}
      />
      <TagsInput
        label="Allowed IP addresses"
        description="Optional: addresses and CIDR blocks. Enter or a comma adds one; none allows any."
        placeholder={draft.allowedAddresses.length === 0 ? '192.0.2.0/24' : ''}
        splitChars={[',', ' ']}
        value={[...draft.allowedAddresses]}
        error={errorOf('allowedAddresses')}
        onChange={(allowedAddresses) => onChange({ allowedAddresses })}
      />
    </>
  );
}
