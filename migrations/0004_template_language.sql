-- Why: a malformed path template must not get into the database, and two templates that differ only in the names of
--   their parameters or in the spelling of an escape are the same route. template_shape() answers both: it raises,
--   with the position, or it yields the one text that all spellings of a route share.
--   src/engine/template.ts implements the same language; test/cases/templates.json holds both to it.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.
--
--   template  = "/" / 1*( "/" segment ) [ "/" ]          a trailing slash is significant
--   segment   = 1*( character / escape / parameter )     never "." or "..", also not when decoded
--   parameter = "{" name "}" / "{+" name "}"             part of one segment / one or more segments
--   name      = 1*( ALPHA / DIGIT / "_" / "-" / "." )
--   character = RFC 3986 pchar except ";", or a character beyond ASCII (escaped as UTF-8 in the shape)
--   escape    = "%" 2HEXDIG, never of "/", "\", ";", "%" or a control character; a letter, digit or one of "-._~"
--               is decoded in the shape (RFC 3986, section 6.2.2)

CREATE FUNCTION scopegate.refuse_template(template text, problem text, place int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.refuse(format('template "%s": %s at position %s', template, problem, place));
END
$$;
COMMENT ON FUNCTION scopegate.refuse_template(text, text, int) IS 'Raises the error of a malformed path template.';

-- Canonical form of a run of escapes, `%41%c3%a9` -> `A%C3%A9`. `place` is its position in the template.
CREATE FUNCTION scopegate.canonical_escapes(template text, run text, place int) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  bytes constant bytea := decode(replace(run, '%', ''), 'hex');
  high bytea := '';
  high_place int;
  byte int;
  shape text := '';
BEGIN
  FOR i IN 0 .. length(bytes) LOOP
    byte := CASE WHEN i < length(bytes) THEN get_byte(bytes, i) END;
    IF byte >= 128 THEN
      high_place := coalesce(high_place, place + 3 * i);
      high := high || substr(bytes, i + 1, 1);
      CONTINUE;
    END IF;
    IF high <> '' THEN
      BEGIN
        IF convert_from(high, 'UTF8') COLLATE "C" ~ '[\u0080-\u009f\ufffd]' THEN
          PERFORM scopegate.refuse_template(template, 'escaped control or replacement character', high_place);
        END IF;
      EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
        PERFORM scopegate.refuse_template(template, 'escapes that are not UTF-8', high_place);
      END;
      shape := shape || regexp_replace(upper(encode(high, 'hex')), '(..)', '%\1', 'g');
      high := '';
      high_place := NULL;
    END IF;
    IF byte IS NULL THEN
      EXIT;
    ELSIF byte < 32 OR byte = 127 OR chr(byte) IN ('/', '\', ';', '%') THEN
      PERFORM scopegate.refuse_template(template, 'escape that no template may hold', place + 3 * i);
    ELSIF chr(byte) COLLATE "C" ~ '[A-Za-z0-9._~-]' THEN
      shape := shape || chr(byte);
    ELSE
      shape := shape || '%' || upper(lpad(to_hex(byte), 2, '0'));
    END IF;
  END LOOP;
  RETURN shape;
END
$$;
COMMENT ON FUNCTION scopegate.canonical_escapes(text, text, int) IS
  'Canonical form of percent escapes in a path template; raises for those that no template may hold.';

CREATE FUNCTION scopegate.template_shape(template text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  place int := 2;
  segment text := '';
  segment_place int := 2;
  shape text := '/';
  piece text;
BEGIN
  -- Nearly every template is plain: the loop below would find nothing to refuse and nothing to spell differently.
  IF template COLLATE "C" ~ '^(/([A-Za-z0-9._~!$&''()*+,=:@-]|\{\+?[A-Za-z0-9_.-]+\})+)+/?$'
    AND template !~ '/\.\.?(/|$)' THEN
    RETURN regexp_replace(template, '\{(\+?)[^}]*\}', '{\1}', 'g');
  END IF;

  IF template !~ '^/' THEN
    PERFORM scopegate.refuse_template(template, 'no leading slash', 1);
  END IF;
  WHILE place <= char_length(template) LOOP
    piece := substr(template, place, 1);
    IF piece = '/' THEN
      IF segment = '' THEN
        PERFORM scopegate.refuse_template(template, 'empty segment', place);
      ELSIF segment IN ('.', '..') THEN
        PERFORM scopegate.refuse_template(template, 'dot segment', segment_place);
      END IF;
      shape := shape || segment || '/';
      segment := '';
      segment_place := place + 1;
    ELSIF piece = '{' THEN
      piece := substring(substr(template, place) COLLATE "C" FROM '^\{\+?[A-Za-z0-9_.-]+\}');
      IF piece IS NULL THEN
        PERFORM scopegate.refuse_template(template,
          'malformed parameter (written {name} or {+name}; letters, digits, "_", "-" and ".")', place);
      END IF;
      segment := segment || CASE WHEN piece LIKE '{+%' THEN '{+}' ELSE '{}' END;
    ELSIF piece = '%' THEN
      piece := substring(substr(template, place) COLLATE "C" FROM '^(?:%[0-9A-Fa-f]{2})+');
      IF piece IS NULL THEN
        PERFORM scopegate.refuse_template(template, 'malformed percent escape', place);
      END IF;
      segment := segment || scopegate.canonical_escapes(template, piece, place);
    ELSIF piece COLLATE "C" ~ '[A-Za-z0-9._~!$&''()*+,=:@-]' THEN
      segment := segment || piece;
    ELSIF ascii(piece) >= 160 AND ascii(piece) <> 65533 THEN
      segment := segment || regexp_replace(upper(encode(convert_to(piece, 'UTF8'), 'hex')), '(..)', '%\1', 'g');
    ELSE
      PERFORM scopegate.refuse_template(template, 'character that no path may hold', place);
    END IF;
    place := place + char_length(piece);
  END LOOP;
  IF segment IN ('.', '..') THEN
    PERFORM scopegate.refuse_template(template, 'dot segment', segment_place);
  END IF;
  RETURN shape || segment;
END
$$;
COMMENT ON FUNCTION scopegate.template_shape(text) IS
  'The template with the names of its parameters erased and its escapes in canonical form, /a/{x}:cancel -> '
  '/a/{}:cancel; raises for a malformed template, with the position of the fault (the first character is 1).';
