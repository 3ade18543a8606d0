// Made by openapi-typescript from the OpenAPI document of the Management API.

export interface paths {
    readonly "/v1/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Who I am and what I hold
         * @description Needs any valid credential.
         */
        readonly get: operations["getSession"];
        readonly put?: never;
        /**
         * Sign a browser in with a credential
         * @description Sets an HttpOnly cookie. Any valid credential signs in; what it may do follows from its scopes.
         */
        readonly post: operations["signIn"];
        /** Sign out */
        readonly delete: operations["signOut"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * API keys, by filters, sorted, in pages
         * @description Needs the scope `api-keys:read`.
         */
        readonly get: operations["listApiKeys"];
        readonly put?: never;
        /**
         * Make an API key
         * @description The secret is shown in this answer and never again. 200 when an idempotent request is repeated. Needs the scope `api-keys:manage`.
         */
        readonly post: operations["createApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One API key
         * @description Needs the scope `api-keys:read`.
         */
        readonly get: operations["getApiKey"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Change an API key
         * @description What is left out stays. Needs the header If-Match with the entity tag that was read. Needs the scope `api-keys:manage`.
         */
        readonly patch: operations["editApiKey"];
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Replace an API key, both being valid for a while
         * @description The new key has the scopes, addresses and expiry of the old one. Its secret is shown once. Needs the scope `api-keys:manage`.
         */
        readonly post: operations["rotateApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Let a disabled key through again
         * @description Needs the scope `api-keys:manage`.
         */
        readonly post: operations["enableApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Refuse a key until it is enabled
         * @description Needs the scope `api-keys:manage`.
         */
        readonly post: operations["disableApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End a key for good; it stays on record
         * @description Needs the scope `api-keys:manage`.
         */
        readonly post: operations["revokeApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/endpoints": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What a key can call while it is usable
         * @description Needs the scope `api-keys:read`.
         */
        readonly get: operations["listApiKeyEndpoints"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/previews": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * What a credential with these scopes could call
         * @description Needs the scope `policy:read`.
         */
        readonly post: operations["previewScopes"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{id}/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Which scopes a key has used, and which it has not
         * @description Needs the scope `api-keys:read`.
         */
        readonly get: operations["getApiKeyUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Users by name, in pages
         * @description Needs the scope `users:read`.
         */
        readonly get: operations["listUsers"];
        readonly put?: never;
        /**
         * Make a user
         * @description 200 when an idempotent request is repeated. Needs the scope `users:manage`.
         */
        readonly post: operations["createUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/users/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One user
         * @description Needs the scope `users:read`.
         */
        readonly get: operations["getUser"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a user for good
         * @description Sessions, grants and password are gone; the name stays taken and the record stays, so that history names nobody else. Takes If-Match. Needs the scope `users:manage`.
         */
        readonly delete: operations["removeUser"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a user: what it holds, where from, and whether it may call
         * @description What is left out stays. Needs the header If-Match with the entity tag that was read. Needs the scope `users:manage`.
         */
        readonly patch: operations["editUser"];
        readonly trace?: never;
    };
    readonly "/v1/users/{id}/password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Set the password of a user and end the sessions of it
         * @description Needs the scope `users:manage`.
         */
        readonly post: operations["setUserPassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/roles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Roles by name, in pages
         * @description Needs the scope `roles:read`.
         */
        readonly get: operations["listRoles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/roles/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One role
         * @description Needs the scope `roles:read`.
         */
        readonly get: operations["getRole"];
        /**
         * Make a role, or give one exactly these scopes
         * @description Everybody who holds the role holds what it grants from then on, and no more. A role that there is needs the header If-Match with the entity tag that was read. Needs the scope `roles:manage`.
         */
        readonly put: operations["defineRole"];
        readonly post?: never;
        /**
         * Remove a role that nobody holds
         * @description Takes If-Match. Needs the scope `roles:manage`.
         */
        readonly delete: operations["removeRole"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Sessions of users that go on, newest first
         * @description Needs the scope `sessions:read`.
         */
        readonly get: operations["listUserSessions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/users/{id}/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin a session for a user
         * @description The token is shown in this answer and never again. Needs the scope `sessions:manage`.
         */
        readonly post: operations["beginUserSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/sessions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * End a session of a user
         * @description Needs the scope `sessions:manage`.
         */
        readonly delete: operations["endUserSession"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/oauth-issuers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * OAuth issuers by name, in pages
         * @description Needs the scope `oauth-issuers:read`.
         */
        readonly get: operations["listOAuthIssuers"];
        readonly put?: never;
        /**
         * Accept the access tokens of an issuer
         * @description Its clients come after it. 200 when an idempotent request is repeated. Needs the scope `oauth-issuers:manage`.
         */
        readonly post: operations["createOAuthIssuer"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/oauth-issuers/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One OAuth issuer
         * @description Needs the scope `oauth-issuers:read`.
         */
        readonly get: operations["getOAuthIssuer"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove an OAuth issuer that has no clients
         * @description Takes If-Match. Needs the scope `oauth-issuers:manage`.
         */
        readonly delete: operations["removeOAuthIssuer"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change, enable or disable an OAuth issuer
         * @description What is left out stays. Needs the header If-Match with the entity tag that was read. Needs the scope `oauth-issuers:manage`.
         */
        readonly patch: operations["editOAuthIssuer"];
        readonly trace?: never;
    };
    readonly "/v1/oauth-clients": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Clients of OAuth issuers by name, in pages
         * @description Needs the scope `oauth-issuers:read`.
         */
        readonly get: operations["listOAuthClients"];
        readonly put?: never;
        /**
         * Let a client of an OAuth issuer in
         * @description 404 where there is no such issuer. 200 when an idempotent request is repeated. Needs the scope `oauth-issuers:manage`.
         */
        readonly post: operations["createOAuthClient"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/oauth-clients/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One client of an OAuth issuer
         * @description Needs the scope `oauth-issuers:read`.
         */
        readonly get: operations["getOAuthClient"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a client of an OAuth issuer; the audit trail keeps what it was
         * @description Takes If-Match. Needs the scope `oauth-issuers:manage`.
         */
        readonly delete: operations["removeOAuthClient"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a client: what it holds, where from and when, and whether it may call
         * @description What is left out stays. Needs the header If-Match with the entity tag that was read. Needs the scope `oauth-issuers:manage`.
         */
        readonly patch: operations["editOAuthClient"];
        readonly trace?: never;
    };
    readonly "/v1/scopes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The scope catalogue, in the order in which it is shown
         * @description Needs the scope `policy:read`.
         */
        readonly get: operations["listScopes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/endpoints": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Endpoints with the scopes of which any one lets a call through
         * @description Needs the scope `policy:read`.
         */
        readonly get: operations["listEndpoints"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/endpoints/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One endpoint
         * @description Needs the scope `policy:read`.
         */
        readonly get: operations["getEndpoint"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/endpoints/{id}/callers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Credentials that can call an endpoint now
         * @description Needs the scope `api-keys:read`.
         */
        readonly get: operations["listEndpointCallers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/products": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Products
         * @description Needs the scope `policy:read`.
         */
        readonly get: operations["listProducts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/apis": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * APIs
         * @description Needs the scope `policy:read`.
         */
        readonly get: operations["listApis"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/checks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Decide a request and say why
         * @description Name the credential as a client would send it, or by the id of a key. Needs the scope `checks:explain`.
         */
        readonly post: operations["explainCheck"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Every change with who made it, newest first
         * @description Needs the scope `audit-trail:read`.
         */
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/overview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Figures of this process, with its last 120 seconds
         * @description Needs the scope `overview:read`.
         */
        readonly get: operations["getOverview"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {unknown} */
        readonly AccessMode: "scoped" | "authenticated" | "public" | "closed";
        /** @enum {unknown} */
        readonly Algorithm: "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA";
        readonly Api: {
            /** @example 42 */
            readonly id: string;
            readonly name: string;
            readonly hosts: readonly string[];
            readonly errorFamily: string;
            readonly endpointCount: number;
        };
        readonly ApiKey: {
            /** @example 0aB3dE6gH9jK */
            readonly id: string;
            /** @description For people. */
            readonly name: string;
            readonly account: string;
            readonly state: components["schemas"]["KeyState"];
            readonly enabled: boolean;
            /** @description Granted to the key itself. */
            readonly scopes: readonly string[];
            readonly roles: readonly string[];
            /** @description Those of its roles included. */
            readonly heldScopes: readonly string[];
            /** @description IP addresses and CIDR blocks, version 4 or 6; empty for any address. */
            readonly allowedAddresses: readonly string[];
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly createdAt: string;
            readonly notBefore: string | null;
            readonly expiresAt: string | null;
            readonly revokedAt: string | null;
            /** @description The last call that was allowed. */
            readonly lastUsedAt: string | null;
            /** @description The last call to an endpoint that was denied. */
            readonly lastDeniedAt: string | null;
            /** @description The value of the `ETag` header of this key; send it as `If-Match`. */
            readonly etag: string;
        };
        readonly ApiKeyPage: {
            readonly items: readonly components["schemas"]["ApiKey"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly ApiList: {
            readonly items: readonly components["schemas"]["Api"][];
        };
        readonly AuditEntry: {
            readonly id: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly at: string;
            readonly revision: number;
            readonly actor: {
                /**
                 * @description operator: somebody on the command line; `id` is user and host, or the name that they gave. sql: a statement from outside the service; `id` is the database user.
                 * @enum {unknown}
                 */
                readonly kind: "credential" | "operator" | "system" | "sql";
                readonly id: string;
                readonly name: string;
            };
            readonly connection: {
                /** @description The role that the session logged in as. */
                readonly databaseRole: string;
                /** @description What the session calls itself. */
                readonly application: string | null;
                /** @description Null over a Unix socket. */
                readonly address: string | null;
                /** @description An actor that the session named without the right to; `actor` is then its database role. */
                readonly rejectedActor: string | null;
            } | null;
            /**
             * @description File and line of the migration that made the change.
             * @example 0007_audit.sql:12
             */
            readonly place: string | null;
            /** @enum {unknown} */
            readonly action: "insert" | "update" | "delete" | "truncate";
            /** @example credential */
            readonly table: string;
            /** @description What was changed, by name. */
            readonly subject: string;
            readonly before: {
                readonly [key: string]: unknown;
            } | null;
            readonly after: {
                readonly [key: string]: unknown;
            } | null;
        };
        readonly AuditPage: {
            readonly items: readonly components["schemas"]["AuditEntry"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly BeginSessionBody: {
            /** @description How long it may be left unused. */
            readonly idleSeconds: number;
            /** @description Not under `idleSeconds`. */
            readonly lifetimeSeconds: number;
        };
        readonly BegunSession: {
            /** @example 0aB3dE6gH9jK */
            readonly id: string;
            /** @description Sent as `Authorization: IBSSO <token>`; shown this once. */
            readonly token: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly expiresAt: string;
            readonly revision: number;
        };
        readonly Caller: {
            readonly id: string;
            readonly kind: components["schemas"]["CredentialKind"];
            readonly name: string;
            readonly account: string;
            /** @description Empty where any credential is let through. */
            readonly matchedScopes: readonly string[];
        };
        readonly CallerPage: {
            readonly items: readonly components["schemas"]["Caller"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly ChangedClient: {
            readonly client: components["schemas"]["OAuthClient"];
            readonly revision: number;
        };
        readonly ChangedIssuer: {
            readonly issuer: components["schemas"]["OAuthIssuer"];
            readonly revision: number;
        };
        readonly ChangedKey: {
            readonly key: components["schemas"]["ApiKey"];
            readonly revision: number;
        };
        readonly ChangedRole: {
            readonly role: components["schemas"]["Role"];
            readonly revision: number;
        };
        readonly ChangedUser: {
            readonly user: components["schemas"]["User"];
            readonly revision: number;
        };
        readonly CheckBody: {
            /** @description The whole value of the Authorization header. */
            readonly authorization?: string;
            /** @example 0aB3dE6gH9jK */
            readonly keyId?: string;
            readonly method: string;
            /** @description As received; the query may stay on it. */
            readonly path: string;
            /** @description The Host header. Required where the policy has several APIs. */
            readonly host?: string;
            /** @description Unset: unknown. */
            readonly sourceIp?: string;
        };
        readonly CheckResult: {
            /** @enum {unknown} */
            readonly decision: "allow" | "deny";
            /**
             * @example scope_held
             * @example missing_scope
             */
            readonly reason: string;
            readonly detail: string;
            readonly canonicalPath: string;
            readonly endpoint: {
                readonly id: string;
                readonly method: string;
                readonly template: string;
                readonly product: string | null;
                readonly access: components["schemas"]["AccessMode"];
                readonly requiredScopes: readonly string[];
            } | null;
            readonly matchedScope: string | null;
            readonly principal: {
                readonly id: string;
                readonly kind: components["schemas"]["CredentialKind"];
                readonly name: string;
                readonly account: string;
            } | null;
            readonly response: {
                readonly status: number;
                readonly headers: readonly {
                    readonly name: string;
                    readonly value: string;
                }[];
                readonly body: string;
            };
            readonly revision: number;
            readonly explanation: {
                readonly heldScopes: readonly string[];
                readonly sufficientScopes: readonly string[];
                readonly failingAttribute: string;
                readonly nearMisses: readonly {
                    readonly method: string;
                    readonly template: string;
                    readonly difference: string;
                }[];
            } | null;
        };
        readonly CreateClientBody: {
            /** @example login */
            readonly issuer: string;
            readonly clientId: string | null;
            /** @description For people. */
            readonly name?: string;
            /** @description Unset: the caller's account. */
            readonly account?: string;
            /** @description Granted to the client alone. */
            readonly scopes?: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses?: readonly string[];
        };
        readonly CreateIssuerBody: {
            /** @example login */
            readonly name: string;
            /**
             * @description The exact `iss` of its tokens.
             * @example https://login.example.com
             */
            readonly issuer: string;
            /** @description What the `aud` of its tokens must name. */
            readonly audience: string;
            readonly algorithms?: readonly components["schemas"]["Algorithm"][];
            readonly jwksUri?: string | null;
            readonly introspection?: components["schemas"]["Introspection"] | null;
            /**
             * @description The claim that names the client.
             * @enum {unknown}
             */
            readonly clientClaim?: "client_id" | "azp" | "cid" | "appid" | "sub";
            /**
             * @description Which scopes a token has: those it carries, those granted to its client here, or those in both.
             * @enum {unknown}
             */
            readonly scopesFrom?: "token" | "grants" | "both";
            readonly enabled?: boolean;
            /** @description The longest time from `iat` to `exp` of its tokens. A token that lasts longer is denied. */
            readonly maxTokenLifetimeSeconds?: number;
            /** @description What its scopes count as here. Empty: its names are ours. */
            readonly scopeMap?: readonly components["schemas"]["ScopeMapping"][];
        };
        readonly CreateKeyBody: {
            /** @description For people. */
            readonly name: string;
            /** @description Unset: the caller's account. */
            readonly account?: string;
            readonly scopes: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks, version 4 or 6; empty for any address. */
            readonly allowedAddresses?: readonly string[];
            readonly notBefore?: string | null;
            readonly expiresAt?: string | null;
        };
        readonly CreateUserBody: {
            /**
             * @description What the user types; no colon.
             * @example ada
             */
            readonly login: string;
            /** @description Stored as an Argon2id hash only. */
            readonly password: string;
            /** @description For people. */
            readonly name?: string;
            /** @description Unset: the caller's account. */
            readonly account?: string;
            /** @description Granted to the user alone. */
            readonly scopes?: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses?: readonly string[];
        };
        readonly CreatedKey: {
            readonly key: components["schemas"]["ApiKey"];
            readonly secret: string | null;
            readonly revision: number;
        };
        /** @enum {unknown} */
        readonly CredentialKind: "api_key" | "user" | "session" | "oauth_token";
        readonly DefineRoleBody: {
            readonly description?: string;
            /** @description All of them anew. */
            readonly scopes: readonly string[];
        };
        readonly EditClientBody: {
            /** @description For people. */
            readonly name?: string;
            readonly enabled?: boolean;
            /** @description Granted to the client alone. */
            readonly scopes?: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses?: readonly string[];
            readonly notBefore?: string | null;
            readonly expiresAt?: string | null;
        };
        readonly EditIssuerBody: {
            /**
             * @description The exact `iss` of its tokens.
             * @example https://login.example.com
             */
            readonly issuer?: string;
            /** @description What the `aud` of its tokens must name. */
            readonly audience?: string;
            readonly algorithms?: readonly components["schemas"]["Algorithm"][];
            readonly jwksUri?: string | null;
            readonly introspection?: components["schemas"]["Introspection"] | null;
            /**
             * @description The claim that names the client.
             * @enum {unknown}
             */
            readonly clientClaim?: "client_id" | "azp" | "cid" | "appid" | "sub";
            /**
             * @description Which scopes a token has: those it carries, those granted to its client here, or those in both.
             * @enum {unknown}
             */
            readonly scopesFrom?: "token" | "grants" | "both";
            readonly enabled?: boolean;
            /** @description The longest time from `iat` to `exp` of its tokens. A token that lasts longer is denied. */
            readonly maxTokenLifetimeSeconds?: number;
            /** @description What its scopes count as here. Empty: its names are ours. */
            readonly scopeMap?: readonly components["schemas"]["ScopeMapping"][];
        };
        readonly EditKeyBody: {
            /** @description For people. */
            readonly name?: string;
            readonly scopes?: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks, version 4 or 6; empty for any address. */
            readonly allowedAddresses?: readonly string[];
            readonly notBefore?: string | null;
            readonly expiresAt?: string | null;
        };
        readonly EditUserBody: {
            /** @description For people. */
            readonly name?: string;
            readonly enabled?: boolean;
            /** @description Granted to the user alone. */
            readonly scopes?: readonly string[];
            readonly roles?: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses?: readonly string[];
        };
        /** @enum {unknown} */
        readonly Effect: "read" | "write";
        readonly Endpoint: {
            /** @example 42 */
            readonly id: string;
            readonly api: string;
            readonly method: string;
            readonly template: string;
            readonly effect: components["schemas"]["Effect"];
            readonly product: string | null;
            readonly access: components["schemas"]["AccessMode"];
            /** @description Granting any of them lets the call through. Includes the manage scope of the product. */
            readonly requiredScopes: readonly string[];
            /** @description The required scopes and every scope that implies one of them. */
            readonly sufficientScopes: readonly string[];
            readonly acceptedKinds: readonly components["schemas"]["CredentialKind"][] | null;
        };
        readonly EndpointPage: {
            readonly items: readonly components["schemas"]["Endpoint"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly EndpointUse: {
            readonly endpointId: string;
            readonly method: string;
            readonly template: string;
            readonly scope: string | null;
            readonly allowedCalls: number;
            readonly deniedCalls: number;
            readonly lastUsedAt: string | null;
            readonly lastDeniedAt: string | null;
        };
        /** @description Body of the error family that the API `scopegate` has in the policy. */
        readonly ErrorBody: components["schemas"]["ErrorCodeBody"] | components["schemas"]["RequestErrorBody"];
        readonly ErrorCodeBody: {
            /** @example E400 */
            readonly errorCode: string;
            readonly description: string;
            readonly action: string;
            readonly violations: readonly {
                readonly property: string;
                readonly violation: string;
            }[];
            readonly resources: readonly {
                readonly name: string;
                readonly url: string;
            }[];
        };
        readonly Introspection: {
            /**
             * @description https on port 443 or 8443 and no internal address, unless the server lists it as internal; no user, no fragment.
             * @example https://login.example.com
             */
            readonly uri: string;
            /** @description The client_id that asks. */
            readonly client: string;
            /**
             * @description Name of its secret in the file of secrets, which must be bound to `uri` there; never the secret.
             * @example login
             */
            readonly secretName: string;
            /** @description What its opaque tokens begin with. It must not be the beginning of another prefix; empty only for a single issuer. */
            readonly prefix: string;
        };
        /** @enum {unknown} */
        readonly KeyState: "active" | "disabled" | "not_yet_valid" | "expired" | "revoked";
        readonly KeyUsage: {
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly since: string;
            readonly scopes: readonly components["schemas"]["ScopeUse"][];
            readonly unusedScopes: readonly string[];
            /** @description The 200 most used. */
            readonly endpoints: readonly components["schemas"]["EndpointUse"][];
        };
        readonly OAuthClient: {
            /** @example 0aB3dE6gH9jK */
            readonly id: string;
            /** @example login */
            readonly issuer: string;
            readonly clientId: string | null;
            /** @description For people. */
            readonly name: string;
            readonly account: string;
            /** @enum {unknown} */
            readonly state: "active" | "disabled" | "not_yet_valid" | "expired" | "revoked";
            readonly enabled: boolean;
            readonly scopes: readonly string[];
            readonly roles: readonly string[];
            /** @description Those of the roles included. */
            readonly heldScopes: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses: readonly string[];
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly createdAt: string;
            readonly notBefore: string | null;
            readonly expiresAt: string | null;
            readonly revokedAt: string | null;
            readonly lastUsedAt: string | null;
            readonly lastDeniedAt: string | null;
            readonly etag: string;
        };
        readonly OAuthClientPage: {
            readonly items: readonly components["schemas"]["OAuthClient"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly OAuthIssuer: {
            /** @example login */
            readonly name: string;
            /**
             * @description The exact `iss` of its tokens.
             * @example https://login.example.com
             */
            readonly issuer: string;
            /** @description What the `aud` of its tokens must name. */
            readonly audience: string;
            readonly algorithms: readonly components["schemas"]["Algorithm"][];
            readonly jwksUri: string | null;
            readonly introspection: components["schemas"]["Introspection"] | null;
            /**
             * @description The claim that names the client.
             * @enum {unknown}
             */
            readonly clientClaim: "client_id" | "azp" | "cid" | "appid" | "sub";
            /**
             * @description Which scopes a token has: those it carries, those granted to its client here, or those in both.
             * @enum {unknown}
             */
            readonly scopesFrom: "token" | "grants" | "both";
            readonly enabled: boolean;
            /** @description The longest time from `iat` to `exp` of its tokens. A token that lasts longer is denied. */
            readonly maxTokenLifetimeSeconds: number;
            /** @description What its scopes count as here. Empty: its names are ours. */
            readonly scopeMap: readonly components["schemas"]["ScopeMapping"][];
            readonly clientCount: number;
            /** @description The value of the `ETag` header; send it as `If-Match`. */
            readonly etag: string;
        };
        readonly OAuthIssuerPage: {
            readonly items: readonly components["schemas"]["OAuthIssuer"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly Overview: {
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly at: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly startedAt: string;
            readonly revision: number;
            /** @description Since the database last confirmed that nothing newer was committed. */
            readonly policyAgeSeconds: number;
            readonly rejectedApis: number;
            readonly decisions: {
                readonly total: number;
                readonly allowed: number;
                readonly denied: number;
                readonly byReason: readonly {
                    /** @enum {unknown} */
                    readonly decision: "allow" | "deny";
                    readonly reason: string;
                    readonly count: number;
                }[];
            };
            readonly p50Seconds: number | null;
            readonly p99Seconds: number | null;
            readonly caches: readonly {
                readonly name: string;
                readonly hits: number;
                readonly misses: number;
                readonly hitRatio: number | null;
                readonly entries: number;
                readonly sizeBytes: number;
            }[];
            readonly usage: {
                /** @description Counters that wait for the next flush. */
                readonly pending: number;
                /** @description Calls that were not counted because a bound was reached. */
                readonly dropped: number;
            };
            /** @description The last 120 seconds, oldest first. Of this process alone. */
            readonly samples: readonly components["schemas"]["OverviewSample"][];
        };
        readonly OverviewSample: {
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly at: string;
            readonly decisionsPerSecond: number;
            readonly allowedPerSecond: number;
            readonly deniedPerSecond: number;
            readonly p50Seconds: number | null;
            readonly p99Seconds: number | null;
        };
        readonly PasswordBody: {
            /** @description Stored as an Argon2id hash only. */
            readonly password: string;
        };
        readonly PreviewBody: {
            readonly scopes: readonly string[];
            readonly kind?: components["schemas"]["CredentialKind"];
            /**
             * @description Items per page.
             * @default 50
             */
            readonly limit?: number;
            /** @description `nextCursor` of the page before, with equal filters. */
            readonly cursor?: string;
            /** @description Keeps what contains this text, whatever its letter case. */
            readonly q?: string;
            readonly api?: string;
            readonly product?: string;
            readonly method?: string;
            readonly effect?: components["schemas"]["Effect"];
        };
        readonly Product: {
            readonly title: string;
            readonly name: string;
            readonly manageScope: string | null;
            readonly endpointCount: number;
        };
        readonly ProductList: {
            readonly items: readonly components["schemas"]["Product"][];
        };
        readonly Reach: {
            readonly read: number;
            readonly write: number;
            readonly total: number;
            /** @description How many endpoints there are. */
            readonly outOf: number;
            readonly products: readonly {
                readonly title: string | null;
                readonly product: string | null;
                readonly read: number;
                readonly write: number;
                readonly total: number;
                readonly outOf: number;
            }[];
        };
        readonly ReachPage: {
            readonly summary: components["schemas"]["Reach"];
            readonly items: readonly components["schemas"]["ReachableEndpoint"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly ReachableEndpoint: {
            /** @example 42 */
            readonly id: string;
            readonly api: string;
            readonly method: string;
            readonly template: string;
            readonly effect: components["schemas"]["Effect"];
            readonly product: string | null;
            readonly access: components["schemas"]["AccessMode"];
            /** @description Granting any of them lets the call through. Includes the manage scope of the product. */
            readonly requiredScopes: readonly string[];
            /** @description The required scopes and every scope that implies one of them. */
            readonly sufficientScopes: readonly string[];
            readonly acceptedKinds: readonly components["schemas"]["CredentialKind"][] | null;
            /** @description Scopes of the set that open it; empty where none is needed. */
            readonly through: readonly string[];
        };
        readonly Removed: {
            readonly revision: number;
        };
        readonly RequestErrorBody: {
            readonly requestError: {
                readonly serviceException: {
                    readonly messageId: string;
                    readonly text: string;
                };
            };
        };
        readonly Role: {
            /** @example support */
            readonly name: string;
            readonly description: string;
            readonly scopes: readonly string[];
            /** @description Credentials that hold it. */
            readonly holderCount: number;
            readonly etag: string;
        };
        readonly RolePage: {
            readonly items: readonly components["schemas"]["Role"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly RotateKeyBody: {
            /** @description For how long the old key stays valid beside the new one, up to SCOPEGATE_MAX_KEY_OVERLAP_MS; never beyond its own expiry. */
            readonly overlapSeconds: number;
        };
        readonly RotatedKey: {
            readonly key: components["schemas"]["ApiKey"];
            readonly secret: string | null;
            readonly replaced: components["schemas"]["ApiKey"];
            readonly revision: number;
        };
        readonly Scope: {
            /** @example message:send */
            readonly name: string;
            readonly category: string;
            readonly description: string;
            /** @description Scopes that holding this one counts as holding, in the end. */
            readonly implies: readonly string[];
            readonly impliedBy: readonly string[];
            /** @description Products of which this is the manage scope. */
            readonly manages: readonly string[];
            /** @description Endpoints that a key with this scope alone could call. */
            readonly endpointCount: number;
            /** @description Keys that hold it and are not revoked. */
            readonly keyCount: number;
            /** @description Whether the caller may grant it. */
            readonly grantable: boolean;
            /** @description Whether it guards this Management API itself. */
            readonly builtIn: boolean;
        };
        readonly ScopeCatalogue: {
            readonly categories: readonly {
                readonly name: string;
                readonly scopeCount: number;
                /** @description Its scopes are never held together with those of other categories. */
                readonly standsAlone: boolean;
            }[];
            readonly items: readonly components["schemas"]["Scope"][];
        };
        readonly ScopeMapping: {
            readonly theirs: string;
            /** @example message:send */
            readonly ours: string;
        };
        readonly ScopeUse: {
            /** @example message:send */
            readonly scope: string;
            readonly allowedCalls: number;
            readonly lastUsedAt: string | null;
            /** @description Held, but it let no call through in the period. */
            readonly unused: boolean;
        };
        readonly Session: {
            readonly principal: {
                readonly id: string;
                readonly kind: components["schemas"]["CredentialKind"];
                readonly name: string;
                readonly account: string;
            };
            /** @description Held and implied. */
            readonly scopes: readonly string[];
            readonly mayGrantAnyScope: boolean;
            readonly csrfToken: string | null;
            readonly expiresAt: string | null;
            readonly idleTimeoutSeconds: number | null;
        };
        readonly SignInBody: {
            /** @description An API key. */
            readonly credential: string;
        } | {
            readonly username: string;
            readonly password: string;
        };
        readonly User: {
            /**
             * @description What the user types; no colon.
             * @example ada
             */
            readonly login: string;
            /** @description For people. */
            readonly name: string;
            readonly account: string;
            readonly enabled: boolean;
            readonly scopes: readonly string[];
            readonly roles: readonly string[];
            /** @description Those of the roles included. */
            readonly heldScopes: readonly string[];
            /** @description IP addresses and CIDR blocks; empty for any address. */
            readonly allowedAddresses: readonly string[];
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly createdAt: string;
            readonly removedAt: string | null;
            /** @description The value of the `ETag` header; send it as `If-Match`. */
            readonly etag: string;
        };
        readonly UserPage: {
            readonly items: readonly components["schemas"]["User"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
        readonly UserSession: {
            /** @example 0aB3dE6gH9jK */
            readonly id: string;
            /**
             * @description What the user types; no colon.
             * @example ada
             */
            readonly login: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly expiresAt: string;
            /**
             * Format: date-time
             * @example 2026-11-24T08:00:00.000Z
             */
            readonly lastUsedAt: string;
            readonly idleTimeoutSeconds: number;
        };
        readonly UserSessionPage: {
            readonly items: readonly components["schemas"]["UserSession"][];
            readonly nextCursor: string | null;
            /** @description How many there are over all pages, with these filters. */
            readonly total: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AccessMode = components['schemas']['AccessMode'];
export type Algorithm = components['schemas']['Algorithm'];
export type Api = components['schemas']['Api'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyPage = components['schemas']['ApiKeyPage'];
export type ApiList = components['schemas']['ApiList'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditPage = components['schemas']['AuditPage'];
export type BeginSessionBody = components['schemas']['BeginSessionBody'];
export type BegunSession = components['schemas']['BegunSession'];
export type Caller = components['schemas']['Caller'];
export type CallerPage = components['schemas']['CallerPage'];
export type ChangedClient = components['schemas']['ChangedClient'];
export type ChangedIssuer = components['schemas']['ChangedIssuer'];
export type ChangedKey = components['schemas']['ChangedKey'];
export type ChangedRole = components['schemas']['ChangedRole'];
export type ChangedUser = components['schemas']['ChangedUser'];
export type CheckBody = components['schemas']['CheckBody'];
export type CheckResult = components['schemas']['CheckResult'];
export type CreateClientBody = components['schemas']['CreateClientBody'];
export type CreateIssuerBody = components['schemas']['CreateIssuerBody'];
export type CreateKeyBody = components['schemas']['CreateKeyBody'];
export type CreateUserBody = components['schemas']['CreateUserBody'];
export type CreatedKey = components['schemas']['CreatedKey'];
export type CredentialKind = components['schemas']['CredentialKind'];
export type DefineRoleBody = components['schemas']['DefineRoleBody'];
export type EditClientBody = components['schemas']['EditClientBody'];
export type EditIssuerBody = components['schemas']['EditIssuerBody'];
export type EditKeyBody = components['schemas']['EditKeyBody'];
export type EditUserBody = components['schemas']['EditUserBody'];
export type Effect = components['schemas']['Effect'];
export type Endpoint = components['schemas']['Endpoint'];
export type EndpointPage = components['schemas']['EndpointPage'];
export type EndpointUse = components['schemas']['EndpointUse'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorCodeBody = components['schemas']['ErrorCodeBody'];
export type Introspection = components['schemas']['Introspection'];
export type KeyState = components['schemas']['KeyState'];
export type KeyUsage = components['schemas']['KeyUsage'];
export type OAuthClient = components['schemas']['OAuthClient'];
export type OAuthClientPage = components['schemas']['OAuthClientPage'];
export type OAuthIssuer = components['schemas']['OAuthIssuer'];
export type OAuthIssuerPage = components['schemas']['OAuthIssuerPage'];
export type Overview = components['schemas']['Overview'];
export type OverviewSample = components['schemas']['OverviewSample'];
export type PasswordBody = components['schemas']['PasswordBody'];
export type PreviewBody = components['schemas']['PreviewBody'];
export type Product = components['schemas']['Product'];
export type ProductList = components['schemas']['ProductList'];
export type Reach = components['schemas']['Reach'];
export type ReachPage = components['schemas']['ReachPage'];
export type ReachableEndpoint = components['schemas']['ReachableEndpoint'];
export type Removed = components['schemas']['Removed'];
export type RequestErrorBody = components['schemas']['RequestErrorBody'];
export type Role = components['schemas']['Role'];
export type RolePage = components['schemas']['RolePage'];
export type RotateKeyBody = components['schemas']['RotateKeyBody'];
export type RotatedKey = components['schemas']['RotatedKey'];
export type Scope = components['schemas']['Scope'];
export type ScopeCatalogue = components['schemas']['ScopeCatalogue'];
export type ScopeMapping = components['schemas']['ScopeMapping'];
export type ScopeUse = components['schemas']['ScopeUse'];
export type Session = components['schemas']['Session'];
export type SignInBody = components['schemas']['SignInBody'];
export type User = components['schemas']['User'];
export type UserPage = components['schemas']['UserPage'];
export type UserSession = components['schemas']['UserSession'];
export type UserSessionPage = components['schemas']['UserSessionPage'];
export type $defs = Record<string, never>;
export interface operations {
    readonly getSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly signIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignInBody"];
            };
        };
        readonly responses: {
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done; nothing to say */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listApiKeys: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                readonly account?: string;
                /** @example message:send */
                readonly scope?: string;
                readonly state?: components["schemas"]["KeyState"];
                readonly sort?: "name" | "createdAt" | "expiresAt" | "lastUsedAt";
                readonly order?: "asc" | "desc";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly createApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateKeyBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The idempotency key belongs to another request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly editApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditKeyBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description If-Match is missing */
            readonly 428: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly rotateApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "idempotency-key"?: string;
            };
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RotateKeyBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RotatedKey"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RotatedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The idempotency key belongs to another request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly enableApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly disableApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly revokeApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listApiKeyEndpoints: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                readonly api?: string;
                readonly product?: string;
                readonly method?: string;
                readonly effect?: components["schemas"]["Effect"];
            };
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReachPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly previewScopes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PreviewBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReachPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getApiKeyUsage: {
        readonly parameters: {
            readonly query?: {
                /** @description How far back to look. */
                readonly days?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["KeyUsage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listUsers: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                /** @example support */
                readonly role?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly createUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateUserBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedUser"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedUser"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The idempotency key belongs to another request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly removeUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedUser"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly editUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditUserBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedUser"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description If-Match is missing */
            readonly 428: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly setUserPassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasswordBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedUser"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listRoles: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RolePage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getRole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example support */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Role"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly defineRole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example support */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DefineRoleBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedRole"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedRole"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description If-Match is missing */
            readonly 428: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly removeRole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example support */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Removed"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listUserSessions: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly login?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserSessionPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly beginUserSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description What the user types; no colon.
                 * @example ada
                 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["BeginSessionBody"];
            };
        };
        readonly responses: {
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BegunSession"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly endUserSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Removed"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listOAuthIssuers: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OAuthIssuerPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly createOAuthIssuer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateIssuerBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedIssuer"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedIssuer"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The idempotency key belongs to another request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getOAuthIssuer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example login */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OAuthIssuer"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly removeOAuthIssuer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example login */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Removed"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly editOAuthIssuer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example login */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditIssuerBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedIssuer"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description If-Match is missing */
            readonly 428: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listOAuthClients: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                /** @example login */
                readonly issuer?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OAuthClientPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly createOAuthClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateClientBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedClient"];
                };
            };
            /** @description Made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedClient"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The idempotency key belongs to another request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getOAuthClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OAuthClient"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly removeOAuthClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Removed"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly editOAuthClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 0aB3dE6gH9jK */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditClientBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangedClient"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The change breaks a rule of the data */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It has changed since you read it */
            readonly 412: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description If-Match is missing */
            readonly 428: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listScopes: {
        readonly parameters: {
            readonly query?: {
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                readonly category?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ScopeCatalogue"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listEndpoints: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                readonly api?: string;
                readonly product?: string;
                readonly method?: string;
                readonly effect?: components["schemas"]["Effect"];
                /** @example message:send */
                readonly scope?: string;
                readonly access?: components["schemas"]["AccessMode"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EndpointPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example 42 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listEndpointCallers: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example 42 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CallerPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listProducts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductList"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listApis: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiList"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly explainCheck: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CheckBody"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CheckResult"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page. */
                readonly limit?: number;
                /** @description `nextCursor` of the page before, with equal filters. */
                readonly cursor?: string;
                /** @description Keeps what contains this text, whatever its letter case. */
                readonly q?: string;
                readonly table?: string;
                /** @description Exactly this subject, such as the id of a key. */
                readonly subject?: string;
                /** @description Exactly this id of an actor. */
                readonly actor?: string;
                readonly action?: "insert" | "update" | "delete" | "truncate";
                /** @example 2026-11-24T08:00:00.000Z */
                readonly since?: string;
                /** @example 2026-11-24T08:00:00.000Z */
                readonly until?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readonly getOverview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No valid credential */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The credential does not permit it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many at once */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No answer now */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
