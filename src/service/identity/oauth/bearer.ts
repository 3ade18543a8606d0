import { chain } from '../../../base/now-or-later.js';
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../base/clock.js';
import { noAnswer } from '../../../base/errors.js';
import type { IssuerReader, IssuerRow } from '../../../store/ports/issuers.js';
import type { CachedCredential } from '../credential-cache.js';
import type { CheckRequest } from '../../check-request.js';
import type { CredentialCaches } from '../credential-caches.js';
import { UNKNOWN, malformed } from '../schemes.js';
import type { CredentialFault, Resolution, ResolveCredential } from '../schemes.js';
import { makeClients } from './clients.js';
import type { Clients } from './clients.js';
import { makeVerifyBinding } from './verify-binding.js';
import type { VerifyBinding, TokenScheme } from './verify-binding.js';
import { makeIssuerCache } from './issuer-cache.js';
import type { IssuerCache } from './issuer-cache.js';
import type { Introspect } from './introspect.js';
import type { VouchedToken } from './validate-claims.js';
import type { IssuerKey, KeySet } from './key-set.js';
import { credentialOf } from './token-credential.js';
import { parseToken } from './token-format.js';
import type { ParsedToken } from './token-format.js';
import { verifyToken } from './verify-token.js';
import type { VerifiedToken } from './verify-token.js';

export interface BearerDeps extends CredentialCaches {
  readonly reader: IssuerReader;
  /** The keys of an issuer; made once for each row. */
  readonly openKeySet: (issuer: IssuerRow, uri: string) => KeySet;
  readonly introspect: Introspect;
  /** For how long the answer about an opaque token holds at most. */
  readonly introspectionMs: number;
  readonly clock: Clock;
  readonly maxTokens: number;
}

/** A token that was verified, and the credential it was found to be last. */
interface Verified {
  readonly issuer: IssuerRow;
  readonly token: VouchedToken;
  /** The key that signed it; a token that its issuer was asked about ends by time alone. */
  readonly key: IssuerKey;
  /** Until then nobody is asked again. */
  readonly untilMs: number;
  client: CachedCredential | null;
  credential: CachedCredential | null;
}

interface PresentedToken {
  readonly text: string;
  readonly scheme: TokenScheme;
  readonly request: CheckRequest;
}

/** What vouches for an opaque token is an answer, which has no key to lose. */
const NO_KEY: IssuerKey = { use: '', isGone: false };
/** An issuer that changes while its token is checked is read and the token checked again, so many times. */
const MAX_ATTEMPTS = 5;
const MAX_REFUSED = 10_000;

/** The resolvers of the schemes `Bearer` (RFC 6750, section 2.1) and `DPoP` (RFC 9449, section 7.1) for access tokens of the configured issuers. */
export function makeTokenSchemes(deps: BearerDeps): Readonly<Record<TokenScheme, ResolveCredential>> {
  const tokens = new Tokens(deps);
  const under =
    (scheme: TokenScheme): ResolveCredential =>
    (token, request) =>
      tokens.find(token, scheme, request);
  return { bearer: under('bearer'), dpop: under('dpop') };
}

class Tokens {
  private readonly deps: BearerDeps;
  private readonly confirm: VerifyBinding;
  private readonly issuers: IssuerCache;
  private readonly clients: Clients;
  private readonly keySets = new Map<IssuerRow, KeySet>();
  /** By SHA-256 of the token: nothing that is held here can be presented. */
  private readonly verified: LRUCache<string, Verified>;
  /** Apart, so that guesses cannot push right tokens out. */
  private readonly refused = new LRUCache<string, IssuerRow>({ max: MAX_REFUSED });
  private readonly underWay = new Map<string, Promise<Verified | CredentialFault>>();

  constructor(deps: BearerDeps) {
    this.deps = deps;
    this.confirm = makeVerifyBinding(deps.clock);
    this.verified = new LRUCache({ max: deps.maxTokens });
    this.clients = makeClients({ ...deps, maxEntries: deps.maxTokens });
    this.issuers = makeIssuerCache({ ...deps, onDropped: (issuer) => this.drop(issuer) });
  }

  find(text: string, scheme: TokenScheme, request: CheckRequest): Resolution | Promise<Resolution> {
    const digest = hash('sha256', text, 'base64');
    const held = this.held(digest);
    const presented = { text, scheme, request };
    if (held !== null && this.issuers.isCurrent(held.issuer)) return this.admit(held, presented);
    const parsed = parseToken(text);
    if (parsed.form === 'malformed') return malformed(parsed.detail);
    return this.verifyOnce(parsed, digest).then((found) => ('fault' in found ? found : this.admit(found, presented)));
  }

  private held(digest: string): Verified | null {
    const held = this.verified.get(digest);
    if (held === undefined || (held.untilMs > this.deps.clock() && !held.key.isGone)) return held ?? null;
    this.verified.delete(digest);
    return null;
  }

  private admit(found: Verified, { text, scheme, request }: PresentedToken): Resolution | Promise<Resolution> {
    const { confirmation } = found.token;
    if (confirmation === null && scheme === 'bearer') return this.credentialOf(found);
    const binding = this.confirm({ confirmation, token: text, scheme }, request);
    return chain(binding, (fault) => fault ?? this.credentialOf(found));
  }

  private credentialOf(held: Verified): Resolution | Promise<Resolution> {
    return chain(this.clients.find(held.issuer.id, held.token.clientId), (client) => this.derive(held, client));
  }

  private derive(held: Verified, client: CachedCredential | null): Resolution {
    // The key may have gone while the client was looked up.
    if (client === null || held.key.isGone) return UNKNOWN;
    if (held.client !== client || held.credential === null) {
      held.client = client;
      const found = credentialOf(held.token, held.issuer, client, this.deps.scopes);
      if (found === null) return malformed('scopes_that_stand_alone');
      const { row, subject, addresses } = found;
      // A proof is for one request, and an answer that needed one is too.
      const reusableUntilMs = held.token.confirmation === null ? held.untilMs : 0;
      held.credential = { row, subject, addresses, reusableUntilMs };
    }
    return held.credential;
  }

  private verifyOnce(parsed: ParsedToken, digest: string): Promise<Verified | CredentialFault> {
    const pending = this.underWay.get(digest);
    if (pending !== undefined) return pending;
    const started = this.verify(parsed, digest).finally(() => this.underWay.delete(digest));
    this.underWay.set(digest, started);
    return started;
  }

  private async verify(parsed: ParsedToken, digest: string): Promise<Verified | CredentialFault> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const issuer = await this.issuers.find(parsed);
      if (issuer === null) return UNKNOWN;
      const held = this.held(digest);
      if (held?.issuer === issuer) return held;
      if (this.refused.get(digest) === issuer) return UNKNOWN;
      const askedAtMs = this.deps.clock();
      const found = await this.ask(parsed, issuer);
      // From here to the end nothing waits: what is judged current is stored before a change can be noted.
      if (!this.issuers.isCurrent(issuer) || ('key' in found && found.key.isGone)) continue;
      const holdsMs = parsed.form === 'jwt' ? Infinity : this.deps.introspectionMs;
      if ('fault' in found) return this.refuse(digest, issuer, { fault: found, holdsMs });
      const untilMs = Math.min(found.token.expiresAtMs, askedAtMs + holdsMs);
      return this.keep(digest, { issuer, ...found, untilMs, client: null, credential: null });
    }
    throw noAnswer('the OAuth issuer keeps changing');
  }

  private async ask(parsed: ParsedToken, issuer: IssuerRow): Promise<VerifiedToken | CredentialFault> {
    const { introspection } = issuer;
    if (parsed.form === 'opaque' && introspection !== null) {
      const token = await this.deps.introspect(parsed.token, issuer, introspection);
      return 'fault' in token ? token : { token, key: NO_KEY };
    }
    if (parsed.form !== 'jwt' || issuer.jwksUri === null) return UNKNOWN;
    return verifyToken(parsed, issuer, this.keySetOf(issuer, issuer.jwksUri), this.deps.clock);
  }

  private keep(digest: string, verified: Verified): Verified {
    if (verified.untilMs > this.deps.clock()) this.verified.set(digest, verified);
    return verified;
  }

  /** What an issuer has refused it is not asked about again at once; a JWT costs nobody else anything. */
  private refuse(
    digest: string,
    issuer: IssuerRow,
    { fault, holdsMs }: { fault: CredentialFault; holdsMs: number },
  ): CredentialFault {
    if (fault === UNKNOWN && holdsMs > 0 && holdsMs < Infinity) this.refused.set(digest, issuer, { ttl: holdsMs });
    return fault;
  }

  private keySetOf(issuer: IssuerRow, uri: string): KeySet {
    const held = this.keySets.get(issuer);
    if (held !== undefined) return held;
    const opened = this.deps.openKeySet(issuer, uri);
    this.keySets.set(issuer, opened);
    return opened;
  }

  private drop(issuer: IssuerRow): void {
    this.keySets.get(issuer)?.close();
    this.keySets.delete(issuer);
  }
}
