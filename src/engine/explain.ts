export interface DecisionExplanation {
  readonly nearMisses: readonly { method: string; template: string; difference: string }[];
  readonly sufficientScopes: readonly string[];
  readonly heldScopes: readonly string[];
  readonly failingAttribute: string;
}
