/** What is left of a text for a server that maps compatibility forms and compares without letter case. */
function soften(text: string): readonly string[] {
  const folded = decodeURIComponent(text).normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return Array.from(folded, (one) => (/^[\w\-.~!$&'()*+,=:@/]$/.test(one) ? one : encodeURIComponent(one)));
}

/** The units of a canonical segment, folded one by one: raw characters, or all escapes of one. */
export function softenedUnits(units: readonly string[]): readonly string[] {
  return units.flatMap((unit) => soften(unit));
}

/** The template with its text folded, and its parameters as they are. */
export function softenedTemplate(template: string): string {
  return template.replace(/\{[^}]*\}|(?:%[0-9A-F]{2})+|[^{%]+/g, (piece) =>
    piece.startsWith('{') ? piece : soften(piece).join(''),
  );
}
