/** The largest number below `tooMany` that fits, if every smaller one does. */
export async function most(tooMany: number, fits: (count: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [1, tooMany];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
