/** What a committed change made of a key. */
export interface Version {
  readonly revision: number;
  /** Given by this change alone. */
  readonly name: string;
  /** The reason that a decision by this version has. */
  readonly outcome: string;
}

/** What an answer says of the key that it rests on. */
export interface SeenVersion {
  readonly replica: number;
  /** By which the answer says that it was decided. */
  readonly revision: number;
  readonly name: string;
  readonly outcome: string;
}

/**
 * Whoever has seen revision N has seen every change up to N: an answer by revision N rests on the version of N, or a later
 * one. It never rests on a version that was not committed, and the reason is that of the version.
 */
export function judgeAnswers(history: readonly Version[], seen: readonly SeenVersion[]): string[] {
  const byName = new Map(history.map((version) => [version.name, version]));
  const revisions = history.map(({ revision }) => revision).sort((a, b) => a - b);
  return seen.flatMap((one) => {
    const where = `replica ${String(one.replica)} by revision ${String(one.revision)}`;
    const version = byName.get(one.name);
    if (version === undefined) return [`${where}: rests on "${one.name}", which was never committed`];
    const due = revisions.findLast((revision) => revision <= one.revision) ?? 0;
    if (version.revision < due) {
      return [
        `${where}: rests on "${one.name}" of revision ${String(version.revision)}, and lost that of ${String(due)}`,
      ];
    }
    if (version.outcome !== one.outcome)
      return [`${where}: ${one.outcome} by "${one.name}", which means ${version.outcome}`];
    return [];
  });
}
