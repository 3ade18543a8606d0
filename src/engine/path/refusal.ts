/**
 * Why a request cannot be decided safely: a closed set, the `detail` of the reason `unsafe_path`. Inside the engine a
 * refusal is its place in this list plus one, so that a search can answer with one number.
 */
export const REFUSALS = [
  'bad_method',
  'method_not_upper_case',
  'empty_path',
  'absolute_form',
  'asterisk_form',
  'no_leading_slash',
  'path_too_long',
  'too_many_segments',
  'empty_segment',
  'dot_segment',
  'encoded_dot_segment',
  'control_character',
  'encoded_control_character',
  'encoded_nul',
  'space',
  'fragment',
  'backslash',
  'encoded_backslash',
  'semicolon',
  'encoded_semicolon',
  'encoded_slash',
  'encoded_percent',
  'double_encoding',
  'malformed_escape',
  'bad_utf8',
  'invisible_character',
  'compatibility_form',
  'ambiguous_encoding',
  'confusable_segment',
] as const;

export type Refusal = (typeof REFUSALS)[number];

/** The number of a refusal, 1 or more; 0 stands for "not refused". */
export function refusalCode(refusal: Refusal): number {
  return REFUSALS.indexOf(refusal) + 1;
}

/** The name for a number of `refusalCode`; empty for 0. */
export function refusalName(code: number): Refusal | '' {
  return REFUSALS[code - 1] ?? '';
}
