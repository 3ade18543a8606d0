import type { Requirement } from './endpoint-table.js';
import type { Implications } from './implications.js';
import { ScopeSetBuilder } from './scope-sets.js';
import type { ScopeSets } from './scope-sets.js';
import type { ScopeTable } from './scope-table.js';

/** Collects distinct requirements: endpoints of one API have few. */
export class RequirementBuilder {
  private readonly implications: Implications;
  private readonly sets: ScopeSetBuilder;
  private readonly requirements: Requirement[] = [];
  private readonly known = new Map<string, number>();
  /** The same scopes in another order, or listed twice. */
  private readonly spellings = new Map<string, number>();

  constructor(implications: Implications, scopes: ScopeTable) {
    this.implications = implications;
    this.sets = new ScopeSetBuilder(scopes);
  }

  /** The place of the requirement of these scopes, and of a manage scope where there is one. */
  add(listed: readonly string[], manage: string | undefined): number {
    const spelling = listed.length === 1 && manage === undefined ? listed[0]! : JSON.stringify([listed, manage]);
    let place = this.spellings.get(spelling);
    if (place === undefined) {
      place = this.addSorted([...new Set(manage === undefined ? listed : [...listed, manage])].sort());
      this.spellings.set(spelling, place);
    }
    return place;
  }

  finish(): { requirements: readonly Requirement[]; scopeSets: ScopeSets } {
    return { requirements: this.requirements, scopeSets: this.sets.finish() };
  }

  private addSorted(scopes: readonly string[]): number {
    const key = JSON.stringify(scopes);
    let place = this.known.get(key);
    if (place === undefined) {
      place = this.requirements.length;
      this.requirements.push({ scopes, acceptedSet: this.sets.add(this.implications.closureOf(scopes)) });
      this.known.set(key, place);
    }
    return place;
  }
}
