/** Every shape of the Management API: the contract that docs/management-api.md describes and /openapi.json serves. */
export * from './schemas/audit.js';
export * from './schemas/checks.js';
export * from './schemas/keys.js';
export * from './schemas/oauth.js';
export * from './schemas/overview.js';
export * from './schemas/users.js';
export * from './schemas/policy.js';
export * from './schemas/reach.js';
export * from './schemas/session.js';
export * from './schemas/shared.js';
