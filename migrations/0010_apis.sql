-- Why: an API is a set of hosts that owns a route table. It answers denials with the bodies of its error family, which
--   operators add with scopegate.define_error_family(). A question that names no host is decided only where there is one API
--   beside Scopegate's own; with several it is denied, so no API is the default one.
--   An API may also limit how long it answers while the database is out of reach: denying a payment during an outage can be
--   better than letting a key through that was revoked meanwhile.
--   Here and below, each define_ function makes its row once. The same again changes nothing, so a policy file may repeat
--   itself. The same name with other content is rejected, because one of the two definitions would be lost without a word.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.error_family (
  name text PRIMARY KEY CHECK (scopegate.check_name('error family', name)),
  content_type text NOT NULL,
  unauthorized_body text NOT NULL,
  forbidden_body text NOT NULL,
  -- It becomes a header field of an answer (RFC 9110, section 8.3.1).
  CONSTRAINT error_family_content_type CHECK (CASE
    WHEN content_type COLLATE "C" ~ '^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( ?; ?[A-Za-z0-9_.-]+=[A-Za-z0-9_."-]+)*$'
      THEN true
    ELSE scopegate.refuse(format('error family "%s": content type "%s" is not a media type', name, content_type)) END),
  CONSTRAINT error_family_bodies CHECK (CASE
    WHEN octet_length(unauthorized_body) <= 65536 AND octet_length(forbidden_body) <= 65536 THEN true
    ELSE scopegate.refuse(format('error family "%s": a body is longer than 65,536 bytes', name)) END)
);
COMMENT ON TABLE scopegate.error_family IS 'Exact bodies of the 401 and 403 answers; one family per API.';

INSERT INTO scopegate.error_family (name, content_type, unauthorized_body, forbidden_body) VALUES
  ('requestError', 'application/json',
   '{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Unauthorized"}}}',
   '{"requestError":{"serviceException":{"messageId":"FORBIDDEN","text":"Forbidden"}}}'),
  ('errorCode', 'application/json',
   '{"errorCode":"E401","description":"The request has no valid credentials.",'
   '"action":"Check that the Authorization header holds a valid, unexpired credential.","violations":[],"resources":[]}',
   '{"errorCode":"E403","description":"The credentials do not permit this request.",'
   '"action":"Check that the credentials hold a scope that this endpoint accepts.","violations":[],"resources":[]}');

CREATE FUNCTION scopegate.define_error_family(
  name text, unauthorized_body text, forbidden_body text, content_type text DEFAULT 'application/json'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.error_family (name, unauthorized_body, forbidden_body, content_type)
  VALUES (define_error_family.name, define_error_family.unauthorized_body, define_error_family.forbidden_body,
    define_error_family.content_type)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('error family "%s"', f.name),
      jsonb_build_array(f.unauthorized_body, f.forbidden_body, f.content_type),
      jsonb_build_array(define_error_family.unauthorized_body, define_error_family.forbidden_body,
        define_error_family.content_type),
      'Change it with UPDATE scopegate.error_family SET ... WHERE name = ...')
    FROM scopegate.error_family f WHERE f.name = define_error_family.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_error_family(text, text, text, text) IS
  'A family of error answers: the exact bodies of 401 and 403, and their media type. APIs choose one by name.';

CREATE TABLE scopegate.api (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT api_name_is_unique UNIQUE CHECK (scopegate.check_name('API', name)),
  error_family text NOT NULL DEFAULT 'requestError' REFERENCES scopegate.error_family (name) ON UPDATE CASCADE,
  names_missing_scopes boolean NOT NULL DEFAULT false,
  max_staleness_ms int,
  max_write_staleness_ms int,
  CONSTRAINT api_staleness CHECK (CASE
    WHEN coalesce(max_staleness_ms, 1000) BETWEEN 1000 AND 604800000
      AND coalesce(max_write_staleness_ms, 1000) BETWEEN 1000 AND 604800000 THEN true
    ELSE scopegate.refuse(format('API "%s": a staleness limit lies outside 1,000 to 604,800,000 ms', name),
      'Between a second and a week; NULL leaves it to the configuration of the service.') END)
);
CREATE INDEX api_error_family ON scopegate.api (error_family);
COMMENT ON TABLE scopegate.api IS 'A host, or a set of hosts, that owns a route table.';
COMMENT ON COLUMN scopegate.api.max_staleness_ms IS
  'Without confirmation by the database for longer than this, only public endpoints answer; null: as configured.';
COMMENT ON COLUMN scopegate.api.max_write_staleness_ms IS
  'The same for requests that are not GET, HEAD or OPTIONS; the strictest limit holds.';
COMMENT ON COLUMN scopegate.api.names_missing_scopes IS
  'Whether a 403 to a bearer token names the scopes of the endpoint in WWW-Authenticate.';

-- Exact hosts, written as requests are compared: lower case, no port, an IPv6 literal in brackets and in its
-- canonical text (RFC 5952).
CREATE FUNCTION scopegate.check_host(host text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF host COLLATE "C" ~ '^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$'
    AND length(host) <= 253 THEN
    RETURN true;
  END IF;
  IF host COLLATE "C" ~ '^\[[0-9a-f:.]+\]$' THEN
    BEGIN
      IF host = '[' || host(btrim(host, '[]')::inet) || ']' THEN
        RETURN true;
      END IF;
    EXCEPTION WHEN invalid_text_representation THEN
      NULL;
    END;
  END IF;
  RETURN scopegate.refuse(format('host "%s" is not a host name that requests can carry', host),
    'Write it in lower case, without scheme, port, wildcard or trailing dot; an IPv6 address in brackets.');
END
$$;
COMMENT ON FUNCTION scopegate.check_host(text) IS 'True for a host as requests are compared with; raises for any other.';

CREATE TABLE scopegate.api_host (
  host text PRIMARY KEY CHECK (scopegate.check_host(host)),
  api bigint NOT NULL REFERENCES scopegate.api (id) ON DELETE CASCADE
);
CREATE INDEX api_host_api ON scopegate.api_host (api);
COMMENT ON TABLE scopegate.api_host IS 'Hosts of the APIs; a host belongs to one API.';

CREATE FUNCTION scopegate.define_api(name text, hosts text[] DEFAULT '{}', error_family text DEFAULT 'requestError')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
  taken record;
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.error_family f WHERE f.name = define_api.error_family) THEN
    PERFORM scopegate.refuse(format('API "%s": unknown error family "%s"', define_api.name, define_api.error_family),
      'Define it first with scopegate.define_error_family.', 'foreign_key_violation');
  END IF;
  SELECT h.host, a.name INTO taken FROM scopegate.api_host h JOIN scopegate.api a ON a.id = h.api
  WHERE h.host = ANY (define_api.hosts) AND a.name <> define_api.name ORDER BY h.host LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(
      format('API "%s": host "%s" belongs to API "%s"', define_api.name, taken.host, taken.name),
      'A host belongs to one API.', 'unique_violation');
  END IF;
  INSERT INTO scopegate.api (name, error_family) VALUES (define_api.name, define_api.error_family)
  ON CONFLICT ON CONSTRAINT api_name_is_unique DO NOTHING RETURNING id INTO made;
  IF made IS NOT NULL THEN
    INSERT INTO scopegate.api_host (host, api) SELECT DISTINCT h, made FROM unnest(define_api.hosts) h;
  ELSE
    PERFORM scopegate.refuse_redefinition(format('API "%s"', a.name),
      jsonb_build_object('error_family', a.error_family, 'hosts',
        ARRAY(SELECT h.host FROM scopegate.api_host h WHERE h.api = a.id ORDER BY h.host COLLATE "C")),
      jsonb_build_object('error_family', define_api.error_family, 'hosts',
        ARRAY(SELECT DISTINCT h COLLATE "C" FROM unnest(define_api.hosts) h ORDER BY 1)),
      'Change it with UPDATE scopegate.api, and its hosts in scopegate.api_host.')
    FROM scopegate.api a WHERE a.name = define_api.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_api(text, text[], text) IS
  'An API with its hosts (lower case, no port) and its error family. Only the one API of a policy may go without hosts.';

CREATE FUNCTION scopegate.api_id(api text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT a.id INTO found_id FROM scopegate.api a WHERE a.name = api_id.api;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('unknown API "%s"', api_id.api), 'Define it first with scopegate.define_api.',
      'foreign_key_violation');
  END IF;
  RETURN found_id;
END
$$;
COMMENT ON FUNCTION scopegate.api_id(text) IS 'Row id of an API by its name; raises for an unknown one.';

CREATE FUNCTION scopegate.limit_staleness(api text, max_ms int, max_write_ms int DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.api a
  SET max_staleness_ms = limit_staleness.max_ms, max_write_staleness_ms = limit_staleness.max_write_ms
  WHERE a.name = limit_staleness.api;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('unknown API "%s"', limit_staleness.api), 'Define it first with scopegate.define_api.',
      'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.limit_staleness(text, int, int) IS
  'For how long an API answers without its database, and its endpoints that write; null: as the service is configured.';

CALL scopegate.watch_table('scopegate.error_family', 'catalogue', '''''');
CALL scopegate.watch_table('scopegate.api', 'catalogue', '''''', 'api', 'r.id');
CALL scopegate.watch_table('scopegate.api_host', 'catalogue', '''''');

CALL scopegate.audit_table('scopegate.error_family', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.api', 'r.id', 'r.name');
CALL scopegate.audit_table('scopegate.api_host', 'r.host', 'r.host');
