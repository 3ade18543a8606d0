import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Link } from '../shell/router.js';
import { Icon } from './icon.js';

interface PageProps {
  readonly title: string;
  readonly about?: string;
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page says its name in the title of the window, and its heading takes the focus when one comes to it. */
export function Page({ title, about, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Scopegate`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Stack gap="lg">
      <div>
        {back !== undefined && (
          <Link to={back.to} size="sm" className="back">
            <Icon name="back" size={15} /> {back.label}
          </Link>
        )}
        <Group justify="space-between" align="flex-end" gap="sm">
          <div className="page-title">
            <Title order={1} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            {about !== undefined && (
              <Text c="dimmed" size="sm" mt={4}>
                {about}
              </Text>
            )}
          </div>
          {actions}
        </Group>
      </div>
      {children}
    </Stack>
  );
}
