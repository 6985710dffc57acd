/** The page token has expired, or its page has changed. */
export class StaleToken extends Error {}

/** Reads pages. If a token has expired, it starts again from the first page. */
export function reading<T>(pages: () => Promise<T>): Promise<T> {
  return pages().catch((error) => {
    if (error instanceof StaleToken) return pages();
    throw error;
  });
}
