import { Button, Group, MultiSelect, NumberInput, Paper, Select, Stack, Switch, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAction } from '../../api/use-action.js';
import { Problem } from '../../parts/states.js';
import { ALGORITHMS, CLAIMS, draftFaults, EMPTY_INTROSPECTION } from './issuer-draft.js';
import type { IssuerDraft } from './issuer-draft.js';
import { ScopeMap } from './scope-map.js';

interface FormProps {
  readonly initial: IssuerDraft;
  /** Names of our scopes. */
  readonly scopes: readonly string[];
  readonly isNew: boolean;
  readonly onSubmit: (draft: IssuerDraft) => Promise<void>;
  readonly cancel?: ReactNode;
}

type Change = (part: Partial<IssuerDraft>) => void;
type ErrorOf = (field: keyof IssuerDraft) => string | null;

/** The form of an issuer, new or not; what was typed stays when saving fails. */
export function IssuerForm({ initial, scopes, isNew, onSubmit, cancel }: FormProps) {
  const [draft, setDraft] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const { run, isBusy, problem } = useAction();
  const faults = draftFaults(draft);
  const errorOf: ErrorOf = (field) => (wasTried ? faults[field] : undefined) ?? problem?.about(field) ?? null;
  const change: Change = (part) => setDraft({ ...draft, ...part });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faults).length === 0) run(() => onSubmit(draft));
      }}
    >
      <Stack gap="lg">
        <Paper withBorder p="lg" radius="lg" component="section" aria-label="Tokens of the issuer">
          <Stack>
            {isNew && (
              <Text draft={draft} field="name" label="Name" about="For people." onChange={change} errorOf={errorOf} />
            )}
            <Addresses draft={draft} onChange={change} errorOf={errorOf} />
          </Stack>
        </Paper>
        <Paper withBorder p="lg" radius="lg" component="section" aria-label="Scopes of the tokens">
          <Title order={2} mb="sm">
            Scopes
          </Title>
          <Meaning draft={draft} onChange={change} />
          <ScopeMap draft={draft} scopes={scopes} onChange={change} error={errorOf('scopeMap')} />
        </Paper>
        <Paper withBorder p="lg" radius="lg" component="section" aria-label="Opaque tokens">
          <Introspection draft={draft} onChange={change} error={errorOf('introspection')} />
        </Paper>
        {problem !== null && <Problem title="Not saved" problem={problem} />}
        <Group>
          <Button type="submit" loading={isBusy}>
            {isNew ? 'Add issuer' : 'Save changes'}
          </Button>
          {cancel}
        </Group>
      </Stack>
    </form>
  );
}

interface FieldProps {
  readonly draft: IssuerDraft;
  readonly onChange: Change;
  readonly errorOf: ErrorOf;
}

interface TextProps extends FieldProps {
  readonly field: 'name' | 'issuer' | 'audience' | 'jwksUri';
  readonly label: string;
  readonly about: string;
}

function Text({ draft, field, label, about, onChange, errorOf }: TextProps) {
  return (
    <TextInput
      label={label}
      description={about}
      withAsterisk={field !== 'jwksUri'}
      value={draft[field]}
      error={errorOf(field)}
      maxLength={field === 'name' ? 200 : 2000}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
}

function Addresses(props: FieldProps) {
  const { draft, onChange, errorOf } = props;
  return (
    <>
      <Text {...props} field="issuer" label="Issuer" about="The exact “iss” of its tokens, an https address." />
      <Text
        {...props}
        field="audience"
        label="Audience"
        about="What “aud” must name: your API, as the issuer calls it."
      />
      <Text
        {...props}
        field="jwksUri"
        label="Address of its keys"
        about="The JWKS. Empty where it gives out opaque tokens only."
      />
      <MultiSelect
        label="Signature algorithms"
        data={[...ALGORITHMS]}
        value={[...draft.algorithms]}
        error={errorOf('algorithms')}
        onChange={(algorithms) => onChange({ algorithms: algorithms })}
      />
      <Select
        label="Claim that names the client"
        data={[...CLAIMS]}
        value={draft.clientClaim}
        allowDeselect={false}
        onChange={(claim) => onChange({ clientClaim: claim ?? 'client_id' })}
      />
      <NumberInput
        label="Longest lifetime of a token, in hours"
        description="From “iat” to “exp”. Tokens that last longer are denied."
        value={draft.lifetimeHours}
        error={errorOf('lifetimeHours')}
        min={0}
        decimalScale={4}
        onChange={(lifetimeHours) => onChange({ lifetimeHours })}
      />
    </>
  );
}

const SOURCES = [
  { value: 'both', label: 'Both carried and granted here' },
  { value: 'grants', label: 'Granted to its client here' },
  { value: 'token', label: 'Carried by the token' },
];

function Meaning({ draft, onChange }: { readonly draft: IssuerDraft; readonly onChange: Change }) {
  return (
    <Select
      label="Scopes that a token has"
      description={
        draft.scopesFrom === 'token' ? 'Whoever runs the issuer then decides what its tokens open.' : undefined
      }
      data={SOURCES}
      value={draft.scopesFrom}
      allowDeselect={false}
      mb="md"
      onChange={(source) => onChange({ scopesFrom: (source ?? 'both') as IssuerDraft['scopesFrom'] })}
    />
  );
}

const QUESTIONS = [
  ['uri', 'Address to ask', 'The introspection endpoint (RFC 7662).'],
  ['client', 'Client that asks', 'Its client_id.'],
  [
    'secretName',
    'Name of its secret',
    'As in the file of secrets, which must bind it to this address; never the secret itself.',
  ],
  ['prefix', 'Tokens begin with', 'No prefix may begin another one. Empty only for a single issuer of opaque tokens.'],
] as const;

function Introspection({ draft, onChange, error }: { draft: IssuerDraft; onChange: Change; error: string | null }) {
  const { introspection } = draft;
  return (
    <Stack>
      <Switch
        label="Ask the issuer about opaque tokens"
        checked={introspection !== null}
        error={error}
        onChange={(event) => onChange({ introspection: event.currentTarget.checked ? EMPTY_INTROSPECTION : null })}
      />
      {introspection !== null &&
        QUESTIONS.map(([field, label, about]) => (
          <TextInput
            key={field}
            label={label}
            description={about}
            withAsterisk={field !== 'prefix'}
            value={introspection[field]}
            onChange={(event) => onChange({ introspection: { ...introspection, [field]: event.currentTarget.value } })}
          />
        ))}
    </Stack>
  );
}
