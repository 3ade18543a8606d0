import { AppShell, Burger, Center, Group, Loader, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import type { IconName } from '../parts/icon.js';
import { Account, SchemeSwitch } from './account.js';
import { followLink, usePath } from './router.js';
import { Routes } from './routes.js';
import { useSession } from './session.js';
import { SignInForm, SignInPage } from './sign-in.js';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
}

const PLACES: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  {
    title: 'Service',
    places: [
      { to: '/', label: 'Overview', icon: 'pulse' },
      { to: '/audit', label: 'Audit trail', icon: 'history' },
    ],
  },
  {
    title: 'Developer Tools',
    places: [
      { to: '/keys', label: 'API keys', icon: 'key' },
      { to: '/issuers', label: 'OAuth issuers', icon: 'issuer' },
      { to: '/try', label: 'Try a check', icon: 'flask' },
    ],
  },
  {
    title: 'People',
    places: [
      { to: '/users', label: 'Users', icon: 'person' },
      { to: '/roles', label: 'Roles', icon: 'role' },
    ],
  },
  {
    title: 'Policy',
    places: [
      { to: '/scopes', label: 'Scopes', icon: 'scope' },
      { to: '/endpoints', label: 'Endpoints', icon: 'route' },
    ],
  },
];

export function Frame() {
  const { session, isStarting, isOver } = useSession();
  if (isStarting) {
    return (
      <Center mih="100vh" component="main" aria-label="Loading">
        <Loader aria-hidden="true" />
      </Center>
    );
  }
  if (session === null) return <SignInPage />;
  return (
    <>
      <Inside />
      <Dialog isOpen={isOver} title="Your session has ended">
        <Text size="sm" mb="md">
          Sign in again to go on. What you were doing is still here.
        </Text>
        <SignInForm />
      </Dialog>
    </>
  );
}

function Inside() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a href="#content" className="skip">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={isOpen}
            />
            <a href="/" onClick={followLink} className="brand">
              <Icon name="gate" size={26} /> Scopegate
            </a>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeSwitch />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Pages">
        <Places onFollow={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Routes />
      </AppShell.Main>
    </AppShell>
  );
}

function Places({ onFollow }: { readonly onFollow: () => void }) {
  const path = usePath();
  return (
    <Stack gap="md">
      {PLACES.map(({ title, places }) => (
        <div key={title}>
          <Text size="xs" fw={600} c="dimmed" px="sm" pb={4}>
            {title}
          </Text>
          {places.map(({ to, label, icon }) => {
            const isHere = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
            return (
              <NavLink
                key={to}
                href={to}
                label={label}
                active={isHere}
                aria-current={isHere ? 'page' : undefined}
                leftSection={<Icon name={icon} />}
                className="place"
                onClick={(event) => {
                  followLink(event);
                  onFollow();
                }}
              />
            );
          })}
        </div>
      ))}
    </Stack>
  );
}
