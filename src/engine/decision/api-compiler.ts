import { messageOf } from '../../base/errors.js';
import type { EndpointTable } from './endpoint-table.js';
import { flagsOf, REFERENCE_BYTES, textBytes } from './endpoint-table.js';
import { makeImplications } from './implications.js';
import { IntList } from '../trie/int-list.js';
import { methodRefusal, MethodTable } from './methods.js';
import { PlainTemplates } from '../trie/plain-template.js';
import type { ApiSource, EndpointSource } from './policy.js';
import { RequirementBuilder } from './requirements.js';
import type { ScopeSets } from './scope-sets.js';
import type { ScopeTable } from './scope-table.js';
import { parseTemplate } from '../trie/template.js';
import type { Template } from '../trie/template.js';
import { NONE, TrieBuilder } from '../trie/trie-builder.js';
import { freezeTrie } from '../trie/trie-freeze.js';
import type { Trie } from '../trie/trie.js';

export interface CompiledParts {
  readonly trie: Trie;
  readonly methods: MethodTable;
  readonly endpoints: EndpointTable;
  readonly scopeSets: ScopeSets;
}

/** Endpoints of one API; more do not fit beside the method in a leaf of the trie. */
const MAX_ENDPOINTS = 1 << 22;

/** Compiles one API and collects what is wrong with its rows on the way. */
export class ApiCompiler {
  private readonly source: ApiSource;
  private readonly problems: string[] = [];
  private readonly builder = new TrieBuilder();
  private readonly plainTemplates = new PlainTemplates(this.builder);
  private readonly methods = new MethodTable();
  private readonly requirements: RequirementBuilder;
  private readonly products = new Map<string | null, number>([[null, 0]]);
  /** Of rows that became endpoints, by index. */
  private readonly kept: EndpointSource[] = [];
  private readonly templates: string[] = [];
  private readonly flags = new IntList();
  private readonly requirementOf = new IntList();
  private readonly productOf = new IntList();
  private templateBytes = 0;

  constructor(source: ApiSource, scopes: ScopeTable) {
    this.source = source;
    const implications = makeImplications(source.implications);
    if (implications.cycle !== null)
      this.problems.push(`implications form a cycle: ${implications.cycle.join(' -> ')}`);
    this.requirements = new RequirementBuilder(implications, scopes);
  }

  compile(): { parts: CompiledParts; problems: readonly string[] } {
    for (const row of this.source.endpoints) {
      const problem = this.add(row);
      if (problem !== null) this.problems.push(`endpoint ${row.id} (${row.method} ${row.template}): ${problem}`);
    }
    if (this.kept.length > MAX_ENDPOINTS) this.problems.push(`more than ${MAX_ENDPOINTS} endpoints`);
    const { requirements, scopeSets } = this.requirements.finish();
    const endpoints = {
      ...this.columns(),
      flags: Uint16Array.from(this.flags.toArray()),
      requirementOf: this.requirementOf.toArray(),
      productOf: this.productOf.toArray(),
      templates: this.templates,
      templateBytes: this.templateBytes,
      products: [...this.products.keys()],
      requirements,
    };
    return {
      parts: { trie: freezeTrie(this.builder), methods: this.methods, endpoints, scopeSets },
      problems: this.problems,
    };
  }

  /** A loop, because `Float64Array.from` with a function takes ten times as long. */
  private columns(): { ids: Float64Array; methods: Uint8Array } {
    const { kept, builder } = this;
    const ids = new Float64Array(kept.length);
    const methods = new Uint8Array(kept.length);
    for (let index = 0; index < kept.length; index++) {
      ids[index] = kept[index]!.id;
      methods[index] = builder.methodOf(index);
    }
    return { ids, methods };
  }

  /** What is wrong with a row; null when it is an endpoint now, or says what another row said before. */
  private add(row: EndpointSource): string | null {
    const node = this.nodeFor(row.template);
    if (typeof node === 'string') return node;
    if (row.method !== '*' && methodRefusal(row.method) !== 0) {
      return 'the method is not an upper-case token (RFC 9110, section 9.1) of 1 to 32 characters';
    }
    const flags = flagsOf(row);
    if (flags < 0) return 'unknown access mode, kind of credential or encoded allowance';
    if (row.scopes.includes('')) return 'a scope without a name';
    const method = this.methods.intern(row.method);
    if (method < 0) return 'more methods than an API can have';
    const manage = row.product !== null && row.managed ? this.source.manageScopes.get(row.product) : undefined;
    const requirement = this.requirements.add(row.scopes, manage);
    const product = this.productPlace(row.product);
    const other = this.builder.endpointAt(node, method);
    if (other === NONE) {
      this.addTemplate(node, row.template);
      this.builder.addEndpoint(node, method);
      this.kept.push(row);
      this.flags.push(flags);
      this.requirementOf.push(requirement);
      this.productOf.push(product);
      return null;
    }
    const twin = this.kept[other]!;
    const isSame =
      this.flags.get(other) === flags &&
      this.requirementOf.get(other) === requirement &&
      this.productOf.get(other) === product &&
      (row.product === null || twin.managed === row.managed);
    return isSame
      ? null
      : `endpoint ${twin.id} (${twin.method} ${twin.template}) has the same shape and says otherwise`;
  }

  /** The node that a template ends at; what is wrong with it where there can be none. */
  private nodeFor(template: string): number | string {
    const plain = this.plainTemplates.nodeFor(template);
    if (plain !== NONE) return plain;
    const parsed = parseOrProblem(template);
    return typeof parsed === 'string' ? parsed : this.builder.nodeFor(parsed.segments);
  }

  /** Rows come with a copy of their template each: methods of one template share one of them. */
  private addTemplate(node: number, template: string): void {
    const neighbour = this.builder.firstEndpoint(node);
    const known = neighbour === NONE ? '' : this.templates[neighbour]!;
    const isKnown = known === template;
    this.templates.push(isKnown ? known : template);
    this.templateBytes += isKnown ? REFERENCE_BYTES : textBytes(template);
  }

  private productPlace(product: string | null): number {
    let place = this.products.get(product);
    if (place === undefined) {
      place = this.products.size;
      this.products.set(product, place);
    }
    return place;
  }
}

function parseOrProblem(text: string): Template | string {
  try {
    return parseTemplate(text);
  } catch (error) {
    return messageOf(error);
  }
}
