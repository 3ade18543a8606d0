import { Alert, Button, Center, Loader, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiProblem } from '../api/problem.js';
import type { Loaded } from '../api/use-load.js';
import { Icon } from './icon.js';
import type { IconName } from './icon.js';

interface ProblemProps {
  readonly problem: ApiProblem;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Something did not work, and what to do. */
export function Problem({ problem, title = 'That did not work', onRetry }: ProblemProps) {
  return (
    <Alert variant="outline" color="red" title={title} icon={<Icon name="warning" />} role="alert" className="problem">
      <Text size="sm">{problem.message}</Text>
      {problem.violations.map(({ property, violation }) => (
        <Text size="sm" key={`${property} ${violation}`}>
          {property === '' ? violation : `${property.slice(1)}: ${violation}`}
        </Text>
      ))}
      {onRetry !== undefined && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
}

export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <Paper withBorder p="xl" radius="lg">
      <Stack align="center" gap="xs" ta="center">
        <ThemeIcon size={52} radius="xl" variant="default">
          <Icon name={icon} size={26} />
        </ThemeIcon>
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}

/** The answer when it is there, and until then what there is instead of it. */
export function WhenLoaded<T>({ loaded, children }: { loaded: Loaded<T>; children: (data: T) => ReactNode }) {
  if (loaded.data === null && loaded.problem === null) {
    return (
      <Center mih={180} role="status">
        <Loader aria-hidden="true" />
        <span className="only-read">Loading</span>
      </Center>
    );
  }
  return (
    <Stack>
      {loaded.problem !== null && (
        <Problem title="Could not be loaded" problem={loaded.problem} onRetry={loaded.reload} />
      )}
      {loaded.data !== null && children(loaded.data)}
    </Stack>
  );
}
