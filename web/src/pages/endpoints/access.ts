import type { Endpoint } from '../../api/api.js';

/** What an access mode asks for. */
export const ACCESS: Readonly<Record<Endpoint['access'], string>> = {
  scoped: 'Any one of its scopes',
  authenticated: 'Any valid credential',
  public: 'Open to all',
  closed: 'Closed to all',
};

export const ACCESS_CHOICES = Object.entries(ACCESS).map(([value, label]) => ({ value, label }));

export const KINDS: Readonly<Record<NonNullable<Endpoint['acceptedKinds']>[number], string>> = {
  api_key: 'API key',
  user: 'User',
  session: 'Session of a user',
  oauth_token: 'OAuth client',
};
