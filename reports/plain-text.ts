/**
 * Names come from configurations, servers and other people's records. In a terminal a control
 * character can move the cursor or recolour the screen, and one of text direction can reorder a
 * line; both are shown as a replacement character, line breaks and tabs as a space.
 */
export function plainText(text: string): string {
  return text.replace(/[\t\r\n\u2028\u2029]+/g, ' ').replace(forbidden, '\ufffd');
}

/** C0 and C1 controls, DEL, and Unicode's marks, overrides and isolates of text direction. */
const forbidden = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
