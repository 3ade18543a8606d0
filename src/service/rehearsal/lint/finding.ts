/** From worst to mildest. */
export const LEVELS = ['error', 'warning', 'info'] as const;

export type Level = (typeof LEVELS)[number];

/** What each rule of lint is about, and how bad it is. `docs/lint.md` explains them. */
export const RULES = {
  rejected_policy: 'error',
  unreachable_api: 'error',
  unreachable_endpoint: 'error',
  overlap: 'warning',
  format_suffix: 'warning',
  unused_scope: 'warning',
  harmless_overlap: 'info',
  unheld_scope: 'info',
  product_without_manage_scope: 'info',
  only_manage_scope: 'info',
  closed_endpoint: 'info',
  public_endpoint: 'info',
} as const satisfies Readonly<Record<string, Level>>;

export type Rule = keyof typeof RULES;

export interface Finding {
  readonly rule: Rule;
  readonly level: Level;
  /** Name of the API; empty where the finding is about the whole policy. */
  readonly api: string;
  readonly message: string;
  /** `GET /a/{id}` of each endpoint that it is about. */
  readonly endpoints: readonly string[];
  /** A request that shows it; absent where a request cannot. */
  readonly witness?: Witness;
}

export interface Witness {
  readonly method: string;
  readonly path: string;
  /** The endpoint that decides it; empty when it is refused. */
  readonly decidedBy: string;
}

export type NewFinding = Omit<Finding, 'level' | 'api' | 'endpoints'> & Partial<Pick<Finding, 'api' | 'endpoints'>>;

export function makeFinding(finding: NewFinding): Finding {
  return { api: '', endpoints: [], ...finding, level: RULES[finding.rule] };
}

/** The worst first; within a level as found. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
}
