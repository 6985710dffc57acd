/** So many of a thing, in words. */
export const amount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
