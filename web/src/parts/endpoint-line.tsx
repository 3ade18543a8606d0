import { Group, Stack, Text } from '@mantine/core';

interface LineProps {
  readonly endpoint: { readonly method: string; readonly template: string; readonly effect: 'read' | 'write' };
  readonly children?: string | undefined;
}

export function EndpointLine({ endpoint, children }: LineProps) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <span className="method" data-effect={endpoint.effect}>
        {endpoint.method}
      </span>
      <Stack gap={0} miw={0}>
        <span className="template">{endpoint.template}</span>
        {children !== undefined && (
          <Text size="xs" c="dimmed" className="wrap">
            {children}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
