import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** Left out: the dialog is closed by what is in it alone, not by a stray click or key. */
  readonly onClose?: (() => void) | undefined;
  readonly size?: string;
  readonly children: ReactNode;
}

/** Assembled by hand, because the kit's own header would be a second banner of the page to screen readers. */
export function Dialog({ isOpen, title, onClose, size = 'md', children }: DialogProps) {
  const closes = onClose !== undefined;
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose ?? (() => undefined)}
      closeOnClickOutside={closes}
      closeOnEscape={closes}
      lockScroll={false}
      centered
      size={size}
      zIndex={300}
    >
      <Modal.Overlay />
      <Modal.Content radius="lg">
        <Modal.Body p="lg">
          <Modal.Title fw={650} fz="lg" mb="sm">
            {title}
          </Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
