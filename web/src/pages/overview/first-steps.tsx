import { Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';

/** The API of the Management API itself. */
const OWN_API = 'scopegate';

/** What to do first, until there is something to decide about and a key to ask with; nothing for who may not see that. */
export function FirstSteps() {
  const api = useApi();
  const loaded = useLoad('first steps', async (signal) => {
    const [apis, keys] = await Promise.all([
      api('listApis', { signal }),
      api('listApiKeys', { query: { limit: 1 }, signal }),
    ]);
    const endpoints = apis.items
      .filter(({ name }) => name !== OWN_API)
      .reduce((sum, one) => sum + one.endpointCount, 0);
    // The first key is that of the administrator.
    return { hasPolicy: endpoints > 0, hasKeys: keys.total > 1 };
  });
  if (loaded.data === null || (loaded.data.hasPolicy && loaded.data.hasKeys)) return null;
  const { hasPolicy, hasKeys } = loaded.data;
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="First steps">
      <Title order={2} mb="md">
        First steps
      </Title>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Step number={1} title="Describe your APIs" isDone={hasPolicy}>
          Scopes and endpoints are SQL files. Apply yours with <code>scopegate migrate --dir my-policy</code>, or begin
          with an OpenAPI document: <code>scopegate import</code>.
        </Step>
        <Step number={2} title="Create an API key" isDone={hasKeys}>
          <Link to="/keys/new" underline="always">
            Choose its scopes
          </Link>{' '}
          and see which endpoints it opens before you save.
        </Step>
        <Step number={3} title="Ask" isDone={false}>
          <Link to="/try" underline="always">
            Try a check
          </Link>{' '}
          here, then let your gateway ask. What it asks is drawn on this page.
        </Step>
      </SimpleGrid>
    </Paper>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, isDone, children }: StepProps) {
  return (
    <div className="step">
      <span className="step-number" data-done={isDone}>
        {isDone ? <Icon name="check" size={15} /> : number}
      </span>
      <div>
        <Text fw={600} size="sm">
          {title}
          {isDone && <span className="only-read"> (done)</span>}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      </div>
    </div>
  );
}
