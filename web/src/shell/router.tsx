import { Anchor } from '@mantine/core';
import type { AnchorProps } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { MouseEvent, ReactNode } from 'react';

const MOVED = 'scopegate:moved';

/** Where the page is: the path of the address. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** The query of the address. */
export function useQuery(): URLSearchParams {
  const text = useSyncExternalStore(subscribe, () => window.location.search);
  return new URLSearchParams(text);
}

export function goTo(address: string): void {
  window.history.pushState(null, '', address);
  window.dispatchEvent(new Event(MOVED));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(MOVED, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(MOVED, onChange);
  };
}

/** For an element with an `href`: moves inside the page; a click that asks for a new tab or window is the browser's. */
export function followLink(event: MouseEvent<HTMLElement>): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(event.currentTarget.getAttribute('href') ?? '/');
}

export function Link({ to, children, ...rest }: AnchorProps & { readonly to: string; readonly children: ReactNode }) {
  return (
    <Anchor href={to} onClick={followLink} {...rest}>
      {children}
    </Anchor>
  );
}
