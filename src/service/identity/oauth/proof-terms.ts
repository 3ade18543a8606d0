/** Asymmetric ones only (RFC 9449, section 4.2). */
export const PROOF_ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
];

/** What may be wrong with a proof, while its token may well be right. */
export const PROOF_FAULTS = [
  'no_proof',
  'broken_proof',
  'wrong_proof_key',
  'wrong_proof_signature',
  'proof_for_other_request',
  'proof_for_other_token',
  'proof_not_recent',
  'proof_used_before',
] as const;

export type ProofFault = (typeof PROOF_FAULTS)[number];
