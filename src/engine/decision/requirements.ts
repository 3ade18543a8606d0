import type { Requirement } from './endpoint-table.js';
import type { Implications } from './implications.js';
import { ScopeSetBuilder } from './scope-sets.js';
import type { ScopeSets } from './scope-sets.js';
import type { ScopeTable } from './scope-table.js';

/** A list of scopes as it was written: its place, -1 for a beginning only, and the lists that go on after it. */
interface Spelling {
  place: number;
  readonly longer: Map<string | undefined, Spelling>;
}

function spellingIn(spellings: Map<string | undefined, Spelling>, scope: string | undefined): Spelling {
  let spelling = spellings.get(scope);
  if (spelling === undefined) {
    spelling = { place: -1, longer: new Map() };
    spellings.set(scope, spelling);
  }
  return spelling;
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Collects distinct requirements: endpoints of one API have few. */
export class RequirementBuilder {
  private readonly implications: Implications;
  private readonly sets: ScopeSetBuilder;
  private readonly requirements: Requirement[] = [];
  private readonly known = new Map<string, number>();
  /** By listed scopes and the manage scope: the same may be listed in another order, or twice. */
  private readonly spellings = new Map<string | undefined, Spelling>();
  /** What was asked for last: neighbours of a table often require the same. */
  private last: { readonly listed: readonly string[]; readonly manage: string | undefined; readonly place: number } = {
    listed: [],
    manage: undefined,
    place: -1,
  };

  constructor(implications: Implications, scopes: ScopeTable) {
    this.implications = implications;
    this.sets = new ScopeSetBuilder(scopes);
  }

  /** The place of the requirement of these scopes, and of a manage scope where there is one. */
  add(listed: readonly string[], manage: string | undefined): number {
    const { last } = this;
    if (last.place >= 0 && last.manage === manage && areEqual(last.listed, listed)) return last.place;
    const place = this.placeOf(listed, manage);
    this.last = { listed, manage, place };
    return place;
  }

  private placeOf(listed: readonly string[], manage: string | undefined): number {
    let spelling = spellingIn(this.spellings, manage);
    for (const scope of listed) spelling = spellingIn(spelling.longer, scope);
    if (spelling.place < 0) {
      spelling.place = this.addSorted([...new Set(manage === undefined ? listed : [...listed, manage])].sort());
    }
    return spelling.place;
  }

  finish(): { requirements: readonly Requirement[]; scopeSets: ScopeSets } {
    return { requirements: this.requirements, scopeSets: this.sets.finish() };
  }

  private addSorted(scopes: readonly string[]): number {
    const key = JSON.stringify(scopes);
    let place = this.known.get(key);
    if (place === undefined) {
      place = this.requirements.length;
      const closure = this.implications.closureOf(scopes);
      const sufficient = closure.size === scopes.length ? scopes : [...closure].sort();
      this.requirements.push({ scopes, sufficient, acceptedSet: this.sets.add(sufficient) });
      this.known.set(key, place);
    }
    return place;
  }
}
