import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS } from './named-tests';
import { written } from './proofs';

for (const [path, text] of written()) writeFileSync(join(DOCS, '..', path), text);
