/** `17,046`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}
