/** The author of a change, as the audit trail records it. */
export interface RecordedActor {
  /** `operator`: somebody on the command line. `system`: the service itself, as at its first start. */
  readonly kind: 'credential' | 'operator' | 'system';
  /** Public id of the credential; of an operator the name that they go by, or user and host. */
  readonly id: string;
  readonly name: string;
  /** Only for an operator: user of the operating system, and the host. */
  readonly user?: string;
  readonly host?: string;
  /** An operator who wants it so may leave nobody who administers Scopegate. */
  readonly allowNoAdministrator?: true;
}
