-- Why: a malformed path template must not get into the database, and two templates that differ only in the names of
--   their parameters or in the spelling of an escape are the same route. template_shape() answers both: it raises,
--   with the position, or it yields the one text that all spellings of a route share.
--   The engine implements the same language in TypeScript; test/cases/templates.json checks both.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.
--
--   template  = "/" / 1*64( "/" segment ) / 1*63( "/" segment ) "/"    a trailing slash is significant
--   segment   = 1*( character / escape / parameter )     never "." or "..", also not when decoded; text between two
--                                                        parameters; at most one of them of several segments
--   parameter = "{" name "}" / "{+" name "}"             part of one segment / one or more segments
--   name      = 1*( ALPHA / DIGIT / "_" / "-" / "." )
--   character = RFC 3986 pchar except ";", or a visible character beyond ASCII (escaped as UTF-8 in the shape)
--   escape    = "%" 2HEXDIG, never of "/", "\", ";", "%" or a control character; a letter, digit or one of "-._~"
--               is decoded in the shape (RFC 3986, section 6.2.2)

CREATE FUNCTION scopegate.refuse_template(template text, problem text, place int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.refuse(format('template "%s": %s at position %s', template, problem, place));
END
$$;
COMMENT ON FUNCTION scopegate.refuse_template(text, text, int) IS 'Raises the error of a malformed path template.';

-- C1 controls, what shows nothing, what turns text round, and what is no character.
CREATE FUNCTION scopegate.is_unseen(code_point int) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT $1 BETWEEN 128 AND 159
    OR $1 IN (x'ad'::int, x'61c'::int, x'180e'::int, x'200b'::int, x'200e'::int, x'200f'::int, x'feff'::int, x'fffd'::int)
    OR $1 BETWEEN x'2028'::int AND x'202e'::int
    OR $1 BETWEEN x'2060'::int AND x'206f'::int
    OR $1 BETWEEN x'fff9'::int AND x'fffb'::int
    OR $1 BETWEEN x'fdd0'::int AND x'fdef'::int
    OR $1 & 65534 = 65534
    OR $1 BETWEEN x'e0000'::int AND x'e0fff'::int
$$;
COMMENT ON FUNCTION scopegate.is_unseen(int) IS 'Whether no path may hold the character with this code point beyond ASCII.';

CREATE FUNCTION scopegate.escape_bytes(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(upper(encode($1, 'hex')), '(..)', '%\1', 'g')
$$;
COMMENT ON FUNCTION scopegate.escape_bytes(bytea) IS 'Percent-escapes every byte, in upper case.';

-- The character that an escape stands for, as many escapes as it takes: `%41...` -> `A`, `%c3%a9...` -> `é`.
CREATE FUNCTION scopegate.escaped_character(template text, place int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  run constant text := substring(substr(template, place, 12) COLLATE "C" FROM '^(?:%[0-9A-Fa-f]{2})+');
  bytes bytea;
  first_byte int;
BEGIN
  IF run IS NULL THEN
    PERFORM scopegate.refuse_template(template, 'malformed percent escape', place);
  END IF;
  bytes := decode(replace(run, '%', ''), 'hex');
  first_byte := get_byte(bytes, 0);
  IF first_byte < 32 OR first_byte = 127 OR (first_byte < 128 AND chr(first_byte) IN ('/', '\', ';', '%')) THEN
    PERFORM scopegate.refuse_template(template, 'escape that no template may hold', place);
  END IF;
  -- As many bytes as the first one announces (RFC 3629, section 3).
  RETURN convert_from(
    substr(bytes, 1, CASE WHEN first_byte < 192 THEN 1 WHEN first_byte < 224 THEN 2 WHEN first_byte < 240 THEN 3 ELSE 4 END),
    'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
  PERFORM scopegate.refuse_template(template, 'escapes that are not UTF-8', place);
END
$$;
COMMENT ON FUNCTION scopegate.escaped_character(text, int) IS
  'The character whose percent escapes stand at this place of a path template; raises for one that may not.';

-- One piece of a segment at a time. `consumed` is how many characters of the template it took.
CREATE FUNCTION scopegate.template_piece(template text, place int, OUT canonical text, OUT consumed int)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  piece text := substr(template, place, 1);
BEGIN
  IF piece = '{' THEN
    piece := substring(substr(template, place) COLLATE "C" FROM '^\{\+?[A-Za-z0-9_.-]+\}');
    IF piece IS NULL THEN
      PERFORM scopegate.refuse_template(template,
        'malformed parameter (written {name} or {+name}; letters, digits, "_", "-" and ".")', place);
    END IF;
    canonical := CASE WHEN piece LIKE '{+%' THEN '{+}' ELSE '{}' END;
    consumed := char_length(piece);
  ELSIF piece = '%' THEN
    piece := scopegate.escaped_character(template, place);
    IF ascii(piece) > 127 AND scopegate.is_unseen(ascii(piece)) THEN
      PERFORM scopegate.refuse_template(template, 'escaped control, invisible or replacement character', place);
    END IF;
    consumed := 3 * octet_length(convert_to(piece, 'UTF8'));
    canonical := CASE WHEN piece COLLATE "C" ~ '[A-Za-z0-9._~-]' THEN piece
      ELSE scopegate.escape_bytes(convert_to(piece, 'UTF8')) END;
  ELSIF piece COLLATE "C" ~ '[A-Za-z0-9._~!$&''()*+,=:@-]' THEN
    canonical := piece;
    consumed := 1;
  ELSIF ascii(piece) > 127 AND NOT scopegate.is_unseen(ascii(piece)) THEN
    canonical := scopegate.escape_bytes(convert_to(piece, 'UTF8'));
    consumed := 1;
  ELSE
    PERFORM scopegate.refuse_template(template, 'character that no path may hold', place);
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.template_piece(text, int) IS
  'Canonical form of the parameter, escape or character at this place of a path template; raises for any other.';

CREATE FUNCTION scopegate.template_shape(template text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  place int := 2;
  segment text := '';
  segment_place int := 2;
  segments int := 0;
  shape text := '';
  piece record;
BEGIN
  -- Nearly every template is plain: the loop below would find nothing to refuse and nothing to spell differently.
  IF template COLLATE "C" ~ '^(/([A-Za-z0-9._~!$&''()*+,=:@-]|\{\+?[A-Za-z0-9_.-]+\})+)+/?$'
    AND template !~ '/\.\.?(/|$)|\}\{|\{\+[^/]*\{\+' AND length(template) - length(replace(template, '/', '')) <= 64 THEN
    RETURN regexp_replace(template, '\{(\+?)[^}]*\}', '{\1}', 'g');
  END IF;

  IF template !~ '^/' THEN
    PERFORM scopegate.refuse_template(template, 'no leading slash', 1);
  END IF;
  LOOP
    IF place > char_length(template) OR substr(template, place, 1) = '/' THEN
      IF segment = '' AND place <= char_length(template) THEN
        PERFORM scopegate.refuse_template(template, 'empty segment', place);
      ELSIF segment IN ('.', '..') THEN
        PERFORM scopegate.refuse_template(template, 'dot segment', segment_place);
      ELSIF segments = 64 THEN
        PERFORM scopegate.refuse_template(template, 'more than 64 segments', segment_place);
      END IF;
      segments := segments + 1;
      shape := shape || '/' || segment;
      EXIT WHEN place > char_length(template);
      segment := '';
      place := place + 1;
      segment_place := place;
    ELSE
      piece := scopegate.template_piece(template, place);
      IF piece.canonical IN ('{}', '{+}') AND segment LIKE '%}' THEN
        PERFORM scopegate.refuse_template(template, 'parameter with nothing between it and the one before', place);
      ELSIF piece.canonical = '{+}' AND segment LIKE '%{+}%' THEN
        PERFORM scopegate.refuse_template(template, 'second multi-segment parameter in one segment', place);
      END IF;
      segment := segment || piece.canonical;
      place := place + piece.consumed;
    END IF;
  END LOOP;
  RETURN shape;
END
$$;
COMMENT ON FUNCTION scopegate.template_shape(text) IS
  'The template with the names of its parameters erased and its escapes in canonical form, /a/{x}:cancel -> '
  '/a/{}:cancel; raises for a malformed template, with the position of the fault (the first character is 1).';
