import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAction } from '../api/use-action.js';
import { Dialog } from './dialog.js';
import { Problem } from './states.js';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirmLabel: string;
  /** What becomes of what. */
  readonly children: ReactNode;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ isOpen, title, confirmLabel, children, onConfirm, onClose }: ConfirmProps) {
  const { run, isBusy, problem, forget } = useAction();
  const close = () => {
    forget();
    onClose();
  };
  return (
    <Dialog isOpen={isOpen} onClose={close} title={title}>
      <Stack>
        <Text size="sm" className="wrap">
          {children}
        </Text>
        {problem !== null && <Problem problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button color="red.9" loading={isBusy} onClick={() => run(onConfirm)}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
