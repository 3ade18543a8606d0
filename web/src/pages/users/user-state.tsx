import { Badge } from '@mantine/core';
import type { User } from '../../api/api.js';

/** By its word first; the colour of the dot only helps. */
export function UserState({ user }: { readonly user: Pick<User, 'enabled' | 'removedAt'> }) {
  const [label, color] = stateOf(user);
  return (
    <Badge variant="dot" color={color} tt="none" className="no-shrink">
      {label}
    </Badge>
  );
}

function stateOf({ enabled, removedAt }: Pick<User, 'enabled' | 'removedAt'>): readonly [string, string] {
  if (removedAt !== null) return ['Removed', 'red'];
  return enabled ? ['Active', 'teal'] : ['Disabled', 'gray.5'];
}
