import { writeCharts } from './charts';
import { exceeded } from './limits';
import { load } from './load';
import { plan } from './plan';
import { readResults, type Tables, text, writeDocument, writeResults } from './report';
import { safety } from './safety';
import { scale } from './scale';
import { synthesis } from './synthesis';
import { template } from './template';

/*
 * npm run bench: everything that docs/performance.md says, measured again. It writes bench/results.json, the tables of
 * the document and its charts. npm run bench -- load scale: only these parts. It
 * fails when a count has grown past its limit, or ours goes wrong in `safety`.
 */

const PARTS: Readonly<Record<string, () => Promise<Tables>>> = { load, synthesis, plan, template, scale, safety };

const NOT_COVERED = [
  'AWS itself: all of it runs on the local AWS, at rates of MGN and CloudFormation that are assumed',
  'what Lambda adds to a cold start: the micro VM, the image, a fraction of a CPU',
  'functions in a VPC, and the network between them and the services',
];

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown}; there are ${Object.keys(PARTS)}`);
  const started = Date.now();
  const failures: string[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const measured = await measure();
    for (const table of Object.values(measured)) console.log(`\n${text(table)}`);
    writeDocument(writeResults(measured));
    failures.push(...exceeded(measured));
  }
  const { tables, commit, versions } = readResults();
  await writeCharts(tables);
  console.log(`\ncommit ${commit}: ${versions}`);
  console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes; not covered:`);
  for (const what of NOT_COVERED) console.log(`  ${what}`);
  if (failures.length > 0) throw new Error(`counts have grown past their limits:\n  ${failures.join('\n  ')}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
