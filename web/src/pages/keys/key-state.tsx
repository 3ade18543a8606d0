import { Badge } from '@mantine/core';
import type { ApiKey } from '../../api/api.js';

const STATES: Readonly<Record<ApiKey['state'], { readonly label: string; readonly color: string }>> = {
  active: { label: 'Active', color: 'teal' },
  disabled: { label: 'Disabled', color: 'gray.5' },
  not_yet_valid: { label: 'Not yet valid', color: 'blue' },
  expired: { label: 'Expired', color: 'orange' },
  revoked: { label: 'Revoked', color: 'red' },
};

export const STATE_CHOICES = Object.entries(STATES).map(([value, { label }]) => ({ value, label }));

/** By its word first; the colour of the dot only helps. */
export function KeyState({ state }: { readonly state: ApiKey['state'] }) {
  const { label, color } = STATES[state];
  return (
    <Badge variant="dot" color={color} tt="none" className="no-shrink">
      {label}
    </Badge>
  );
}
