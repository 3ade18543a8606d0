-- Why: a question that names no host is decided only where there is one API beside Scopegate's own. With several it is
--   denied, so an API cannot be the default one any more. Which host a question is about is said by the entry point.
-- Locks: ACCESS EXCLUSIVE on scopegate.api, briefly. Safe while serving: yes, with care. A replica of the version before keeps
--   deciding and follows changes of credentials, but it cannot read a policy that changes afterwards: change no policy
--   until every replica is of the new version.

DROP FUNCTION scopegate.define_api(text, text[], text, boolean);
-- The index that allowed one default API goes with it.
ALTER TABLE scopegate.api DROP COLUMN is_default;

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
