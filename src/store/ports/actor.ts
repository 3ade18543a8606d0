/** Who makes a change: what the audit trail says of it. */
export interface Actor {
  /** `system`: the service itself, as at its first start. */
  readonly kind: 'credential' | 'system';
  /** Public id of the credential. */
  readonly id: string;
  readonly name: string;
}
