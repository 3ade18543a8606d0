import { ActionIcon, Button, Group, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useAction } from '../api/use-action.js';
import { Icon } from '../parts/icon.js';
import { useSession } from './session.js';

export function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Use the ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </ActionIcon>
  );
}

export function Account() {
  const { session, signOut } = useSession();
  const { run, isBusy } = useAction();
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" visibleFrom="xs" maw={220} truncate>
        {session?.principal.name}
      </Text>
      <Button variant="default" size="sm" px="sm" loading={isBusy} aria-label="Sign out" onClick={() => run(signOut)}>
        <Icon name="exit" />
      </Button>
    </Group>
  );
}
