/** A number of things, in words. */
export const amount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
