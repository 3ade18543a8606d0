import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { Dialog } from './dialog.js';
import { Icon } from './icon.js';

interface SecretProps {
  /** Null closes it; the page keeps the secret nowhere else. */
  readonly secret: string | null;
  readonly title: string;
  readonly onClose: () => void;
}

/** Closed by its button alone: a stray click or key must not lose what is shown only once. */
export function SecretModal({ secret, title, onClose }: SecretProps) {
  return (
    <Dialog isOpen={secret !== null} title={title} size="lg">
      <Stack>
        <Text size="sm">Copy the secret now. It is stored nowhere and will not be shown again.</Text>
        <Code block className="secret" data-testid="secret">
          {secret}
        </Code>
        <Group justify="space-between">
          <CopyButton value={secret ?? ''} timeout={3000}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} />}>
                {copied ? 'Copied' : 'Copy the secret'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>I have stored it</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
