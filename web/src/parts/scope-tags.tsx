import { Group } from '@mantine/core';
import { Link } from '../shell/router.js';

interface TagsProps {
  readonly scopes: readonly string[];
  /** Whether each leads to its place in the catalogue. */
  readonly linked?: 'linked';
}

/** Names of scopes side by side. */
export function ScopeTags({ scopes, linked }: TagsProps) {
  return (
    <Group gap={6}>
      {scopes.map((name) =>
        linked === undefined ? (
          <span key={name} className="scope-tag">
            {name}
          </span>
        ) : (
          <Link key={name} to={`/scopes?q=${encodeURIComponent(name)}`} className="scope-tag">
            {name}
          </Link>
        ),
      )}
    </Group>
  );
}
