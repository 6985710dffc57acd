import { writeFileSync } from 'node:fs';
import { UsageError } from '../errors';

/** Writes a page to the file that the user named. */
export function writePage(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`--html ${file}: ${(error as Error).message}`);
  }
}
