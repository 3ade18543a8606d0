import { Code, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { CheckResult } from '../api/api.js';
import { Icon } from '../parts/icon.js';

/** A decision with everything that led to it, and what the caller would get back. */
export function CheckAnswer({ result }: { readonly result: CheckResult }) {
  const isAllowed = result.decision === 'allow';
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Answer">
      <Stack>
        <Group wrap="nowrap" align="flex-start">
          <ThemeIcon size={44} radius="xl" color={isAllowed ? 'teal.9' : 'red.9'}>
            <Icon name={isAllowed ? 'check' : 'cross'} size={24} />
          </ThemeIcon>
          <div>
            <Title order={2}>{isAllowed ? 'Allowed' : 'Denied'}</Title>
            <Text size="sm" ff="monospace">
              {result.reason}
            </Text>
          </div>
        </Group>
        {result.detail !== '' && <Text>{result.detail}</Text>}
        <Facts result={result} />
        <NearMisses result={result} />
        <div>
          <Title order={3} size="sm" mb="xs">
            What the caller gets: {result.response.status}
          </Title>
          {result.response.headers.map(({ name, value }) => (
            <Text key={`${name} ${value}`} size="xs" ff="monospace" className="wrap">
              {name}: {value}
            </Text>
          ))}
          {result.response.body !== '' && (
            <Code block mt="xs" className="body" tabIndex={0}>
              {result.response.body}
            </Code>
          )}
        </div>
      </Stack>
    </Paper>
  );
}

function Facts({ result }: { readonly result: CheckResult }) {
  const { endpoint, principal, matchedScope, explanation, canonicalPath, revision } = result;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Endpoint', endpoint === null ? 'none' : `${endpoint.method} ${endpoint.template}`],
    ['Product', endpoint?.product ?? null],
    ['Access', endpoint?.access ?? null],
    ['Needs any of', listOf(explanation?.sufficientScopes ?? endpoint?.requiredScopes)],
    ['Caller', principal === null ? 'none' : `${principal.name} (${principal.id})`],
    ['Holds', listOf(explanation?.heldScopes)],
    ['Let through by', matchedScope],
    ['What failed', explanation?.failingAttribute ?? null],
    ['Path as read', canonicalPath],
    ['Revision', String(revision)],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <Fact key={name} name={name} value={value ?? ''} />
        ))}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function NearMisses({ result }: { readonly result: CheckResult }) {
  const misses = result.explanation?.nearMisses ?? [];
  if (misses.length === 0) return null;
  return (
    <div>
      <Title order={3} size="sm" mb="xs">
        Almost
      </Title>
      {misses.map(({ method, template, difference }) => (
        <Text key={`${method} ${template}`} size="sm" className="wrap">
          <span className="template">
            {method} {template}
          </span>
          : {difference}
        </Text>
      ))}
    </div>
  );
}

const listOf = (names: readonly string[] | undefined): string | null =>
  names === undefined || names.length === 0 ? null : names.join(', ');
