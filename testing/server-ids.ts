/** So many ids of source servers, from a number on. */
export function serverIds(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => serverId(first + index));
}

export function serverId(number: number): string {
  return `s-${number.toString(16).padStart(17, '0')}`;
}
