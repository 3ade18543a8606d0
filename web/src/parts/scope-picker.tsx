import { Accordion, Badge, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Scope, ScopeCatalogue } from '../api/api.js';
import { Icon } from './icon.js';

/** A key of a browser holds scopes of this category and nothing else: it can be read by everybody who opens the site. */
const ALONE = 'Web SDK';

interface PickerProps {
  readonly catalogue: ScopeCatalogue;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error: string | null;
  /** A key needs one, and keeps Web SDK scopes apart; users and roles do neither. */
  readonly holder: 'key' | 'user' | 'role';
}

export function ScopePicker({ catalogue, chosen, onChange, error, holder }: PickerProps) {
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<string[]>([]);
  const held = new Set(chosen);
  const kind = holder === 'key' ? kindOf(catalogue.items, held) : null;
  const text = search.trim().toLowerCase();
  const matching = catalogue.items.filter((scope) => matches(scope, text)).sort(byName);
  const shown = catalogue.categories.filter(({ name }) => matching.some((scope) => scope.category === name));
  const flip = (name: string) => onChange(held.has(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <Stack gap="sm" role="group" aria-label="API scopes">
      <TextInput
        label="Search scopes"
        placeholder="message, send, contacts…"
        leftSection={<Icon name="search" />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Text size="sm" c={error === null ? 'dimmed' : 'var(--mantine-color-error)'} role="status">
        {error ?? describeChoice(chosen.length, kind, holder)}
      </Text>
      {shown.length === 0 && <Text size="sm">No scope contains “{search}”.</Text>}
      <Accordion
        multiple
        variant="separated"
        value={text === '' ? opened : shown.map(({ name }) => idOf(name))}
        onChange={setOpened}
      >
        {shown.map(({ name }) => (
          <Category
            key={name}
            name={name}
            scopes={matching.filter(({ category }) => category === name)}
            all={catalogue.items.filter(({ category }) => category === name)}
            held={held}
            isOpen={text !== '' || opened.includes(idOf(name))}
            isBarred={kind !== null && (kind === ALONE) !== (name === ALONE)}
            onFlip={flip}
          />
        ))}
      </Accordion>
    </Stack>
  );
}

interface CategoryProps {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly all: readonly Scope[];
  readonly held: ReadonlySet<string>;
  readonly isOpen: boolean;
  /** Whether scopes of the other kind are chosen already. */
  readonly isBarred: boolean;
  readonly onFlip: (name: string) => void;
}

function Category({ name, scopes, all, held, isOpen, isBarred, onFlip }: CategoryProps) {
  const count = all.filter((scope) => held.has(scope.name)).length;
  return (
    <Accordion.Item value={idOf(name)}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap" pr="xs">
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Badge variant={count > 0 ? 'filled' : 'default'} tt="none" className="no-shrink">
            {count} of {all.length}
          </Badge>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {isBarred && (
          <Text size="sm" c="dimmed" mb="sm">
            {name === ALONE
              ? 'Web SDK scopes cannot be mixed with others. Take the others away to choose these.'
              : 'A key with Web SDK scopes holds no others. Take those away to choose these.'}
          </Text>
        )}
        <Stack gap="sm" className="scroll">
          {isOpen &&
            scopes.map((scope) => (
              <Checkbox
                key={scope.name}
                label={scope.name}
                description={describeScope(scope)}
                checked={held.has(scope.name)}
                disabled={!held.has(scope.name) && (isBarred || !scope.grantable)}
                onChange={() => onFlip(scope.name)}
                classNames={{ label: 'wrap' }}
              />
            ))}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

/** A part of the ids of elements, which must not have spaces. */
function idOf(category: string): string {
  return encodeURIComponent(category);
}

function kindOf(scopes: readonly Scope[], held: ReadonlySet<string>): string | null {
  const categories = scopes.filter(({ name }) => held.has(name)).map(({ category }) => category);
  if (categories.length === 0) return null;
  return categories.every((category) => category === ALONE) ? ALONE : 'other';
}

const names = new Intl.Collator('en', { numeric: true });

function byName(one: Scope, other: Scope): number {
  return names.compare(one.name, other.name);
}

function matches(scope: Scope, text: string): boolean {
  return text === '' || `${scope.name}\n${scope.description}`.toLowerCase().includes(text);
}

function describeScope({ description, endpointCount, grantable }: Scope): string {
  const opens = `Opens ${endpointCount} endpoint${endpointCount === 1 ? '' : 's'}.`;
  const about = description === '' || /[.!?]$/.test(description) ? description : `${description}.`;
  return [about, opens, ...(grantable ? [] : ['You may not grant it.'])].filter((text) => text !== '').join(' ');
}

function describeChoice(count: number, kind: string | null, holder: PickerProps['holder']): string {
  if (count === 0) return holder === 'key' ? 'Choose at least one scope.' : 'None chosen.';
  const chosen = `${count} scope${count === 1 ? '' : 's'} chosen.`;
  return kind === ALONE ? `${chosen} Web SDK scopes stand alone: the others are switched off.` : chosen;
}
