import { zipSync } from 'fflate';

/** A zip file of one file that is text itself, so that every client of the table can send it: no byte is above 127. */
export function textZip(name: string, content: string): string {
  for (let attempt = 0; ; attempt++) {
    const file = Buffer.from(`${content} // ${attempt}\n`);
    const bytes = Buffer.from(zipSync({ [name]: file }, { level: 0, mtime: '1980-01-01T00:00:00' }));
    if (bytes.every((byte) => byte < 128)) return bytes.toString('latin1');
  }
}
