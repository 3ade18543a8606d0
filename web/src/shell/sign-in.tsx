import {
  Box,
  Button,
  Center,
  Paper,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../api/use-action.js';
import { Problem } from '../parts/states.js';
import { Icon } from '../parts/icon.js';
import { useSession } from './session.js';

export function SignInPage() {
  return (
    <Center mih="100vh" p="md" component="main" className="sign-in">
      <Paper withBorder shadow="md" radius="lg" p={{ base: 'lg', xs: 36 }} w="100%" maw={440}>
        <Stack gap="lg">
          <Stack gap={6} align="center">
            <Icon name="gate" size={44} />
            <Title order={1} mt="xs">
              Sign in to Scopegate
            </Title>
            <Text c="dimmed" size="sm" ta="center">
              Keys, scopes and decisions in one place.
            </Text>
          </Stack>
          <SignInForm />
        </Stack>
      </Paper>
    </Center>
  );
}

type Way = 'key' | 'password';

export function SignInForm() {
  const { signIn } = useSession();
  const { run, isBusy, problem } = useAction();
  const [way, setWay] = useState<Way>('key');
  const [key, setKey] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const isReady = way === 'key' ? key.trim() !== '' : username !== '' && password !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) run(() => signIn(way === 'key' ? { credential: key.trim() } : { username, password }));
      }}
    >
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label="Sign in with"
          value={way}
          onChange={(value) => setWay(value === 'password' ? 'password' : 'key')}
          data={[
            { value: 'key', label: 'API key' },
            { value: 'password', label: 'User name' },
          ]}
        />
        {way === 'key' ? (
          <PasswordInput
            label="API key"
            description="The first start of Scopegate prints one for the administrator."
            placeholder="sgk_…"
            autoComplete="off"
            value={key}
            data-autofocus
            onChange={(event) => setKey(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
          />
        ) : (
          <>
            <TextInput
              label="User name"
              autoComplete="username"
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            />
          </>
        )}
        {problem !== null && <Problem title="Not signed in" problem={problem} />}
        <Box>
          <Button type="submit" fullWidth size="md" loading={isBusy} disabled={!isReady}>
            Sign in
          </Button>
        </Box>
      </Stack>
    </form>
  );
}
