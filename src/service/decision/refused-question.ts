/** Why a gateway's question was refused before anything was decided. */
export type QuestionFault =
  | 'unknown_entry_point'
  | 'wrong_address'
  | 'missing_header'
  | 'duplicate_header'
  | 'disagreeing_headers'
  | 'bad_header'
  | 'too_many_headers'
  | 'foreign_host'
  | 'untrusted_peer'
  | 'unknown_caller';

/** A question that got no decision because of the gateway, not of the client. */
export interface RefusedQuestion {
  readonly fault: QuestionFault;
  /** The entry point that was asked, or the real one that is nearest to the address that was asked. */
  readonly entryPoint: string;
  /** One sentence for the operator: what is wrong and what to do. It holds no value of a header. */
  readonly detail: string;
  /** The address of the gateway. */
  readonly peer: string;
}

/** Told about every refused question. */
export type OnRefusedQuestion = (refused: RefusedQuestion) => void;
