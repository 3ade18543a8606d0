import { Accordion, Badge, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Scope, ScopeCatalogue } from '../api/api.js';
import { Icon } from './icon.js';

interface PickerProps {
  readonly catalogue: ScopeCatalogue;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error: string | null;
  /** A key needs one. */
  readonly holder: 'key' | 'user' | 'role';
}

export function ScopePicker({ catalogue, chosen, onChange, error, holder }: PickerProps) {
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<string[]>([]);
  const held = new Set(chosen);
  // Scopes of a category that stands alone are held with no others; all other categories are one side.
  const alone = new Set(catalogue.categories.filter(({ standsAlone }) => standsAlone).map(({ name }) => name));
  const side = (category: string): string => (alone.has(category) ? category : '');
  const chosenSide = sideOf(catalogue.items, held, side);
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
        {error ?? describeChoice(chosen.length, chosenSide, holder)}
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
            barredBy={chosenSide === null || chosenSide === side(name) ? null : chosenSide}
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
  /** The side that is chosen already, where it is another one; null: none. */
  readonly barredBy: string | null;
  readonly onFlip: (name: string) => void;
}

function Category({ name, scopes, all, held, isOpen, barredBy, onFlip }: CategoryProps) {
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
        {barredBy !== null && (
          <Text size="sm" c="dimmed" mb="sm">
            {barredBy === ''
              ? `${name} scopes cannot be mixed with others. Take the others away to choose these.`
              : `${barredBy} scopes stand alone. Take those away to choose these.`}
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
                disabled={!held.has(scope.name) && (barredBy !== null || !scope.grantable)}
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

/** The side of the chosen scopes; empty for the categories that do not stand alone, null where none is chosen. */
function sideOf(
  scopes: readonly Scope[],
  held: ReadonlySet<string>,
  side: (category: string) => string,
): string | null {
  const chosen = scopes.find(({ name }) => held.has(name));
  return chosen === undefined ? null : side(chosen.category);
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

function describeChoice(count: number, side: string | null, holder: PickerProps['holder']): string {
  if (count === 0) return holder === 'key' ? 'Choose at least one scope.' : 'None chosen.';
  const chosen = `${count} scope${count === 1 ? '' : 's'} chosen.`;
  return side === null || side === '' ? chosen : `${chosen} ${side} scopes stand alone: the others are switched off.`;
}
