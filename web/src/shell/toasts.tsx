import { Affix, Button, Group, Notification, Stack, Text } from '@mantine/core';
import { createContext, useCallback, useContext, useState } from 'react';
import type { ReactNode } from 'react';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: () => void;
}

type Say = (text: string, options?: { readonly undo: () => void }) => void;

const Context = createContext<Say>(() => undefined);

/** Says in a corner, and to screen readers, that something was done. */
export const useToast = (): Say => useContext(Context);

const SHOWN_MS = 8000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = useCallback((id: number) => setToasts((old) => old.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (text, options) => {
      const id = performance.now() + Math.random();
      setToasts((old) => [...old.slice(-2), { id, text, ...options }]);
      // What can be undone stays until it is closed.
      if (options === undefined) setTimeout(() => remove(id), SHOWN_MS);
    },
    [remove],
  );
  return (
    <Context value={say}>
      {children}
      <Affix position={{ bottom: 16, right: 16 }} zIndex={400}>
        <Stack gap="xs" role="status" aria-live="polite" maw={360}>
          {toasts.map((toast) => (
            <ToastCard key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
          ))}
        </Stack>
      </Affix>
    </Context>
  );
}

function ToastCard({ toast, onClose }: { readonly toast: Toast; readonly onClose: () => void }) {
  const { text, undo } = toast;
  return (
    <Notification withBorder color="indigo" onClose={onClose} closeButtonProps={{ 'aria-label': 'Close message' }}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        {undo !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onClose();
              undo();
            }}
          >
            Undo
          </Button>
        )}
      </Group>
    </Notification>
  );
}
