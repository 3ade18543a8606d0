import type { CredentialKind } from '../../../engine/index.js';
import type { CheckRequest, PresentedProof } from '../../../service/check-request.js';
import { parseOptionalText } from './entities.js';
import type { Entity, Evaluation } from './entities.js';
import type { JsonObject } from '../../../base/strict-json.js';

/** The type of every resource that there is. */
export const ROUTE = 'route';

/** The types of subjects, and the kinds of credentials that each stands for. */
const KINDS: ReadonlyMap<string, readonly CredentialKind[]> = new Map<string, readonly CredentialKind[]>([
  ['key', ['api_key']],
  ['user', ['user']],
  ['token', ['session', 'oauth_token']],
]);

/** Empty for a type that nobody has. */
export function kindsOf(type: string): readonly CredentialKind[] {
  return KINDS.get(type) ?? [];
}

/** The type that a credential has as a subject. */
export function typeOf(kind: CredentialKind): string {
  for (const [type, kinds] of KINDS) if (kinds.includes(kind)) return type;
  return kind;
}

/** How the subject is known: by the credential that it presented, or by a name that the PEP vouches for. */
export function isPresented({ properties }: Entity): boolean {
  return Object.hasOwn(properties, 'authorization');
}

/**
 * The question of an evaluation about a route. The method is the action, the path the id of the resource; everything
 * else goes by the names that it has in `scopegate.v1.CheckRequest`.
 *
 * @throws AuthzenProblem 400
 */
export function authzenQuestion({ subject, action, resource, context }: Evaluation, deadlineMs: number): CheckRequest {
  const proof = proofOf(context);
  return {
    authorization: parseOptionalText(subject.properties, 'authorization', 'subject.properties'),
    ...(isPresented(subject) ? {} : { named: { kinds: kindsOf(subject.type), publicId: subject.id } }),
    method: action.name,
    target: resource.id,
    host: parseOptionalText(resource.properties, 'host', 'resource.properties'),
    sourceIp: parseOptionalText(context, 'source_ip', 'context'),
    ...(proof === null ? {} : { proof }),
    minRevision: 0,
    explain: false,
    deadlineMs,
  };
}

function proofOf(context: JsonObject): PresentedProof | null {
  const dpop = parseOptionalText(context, 'dpop_proof', 'context');
  const origin = parseOptionalText(context, 'origin', 'context');
  const certificateThumbprint = parseOptionalText(context, 'client_certificate_sha256', 'context');
  return dpop === '' && certificateThumbprint === '' ? null : { dpop, origin, certificateThumbprint };
}
