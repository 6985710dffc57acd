/** Checks in groups, the same as checks.py: one line a group, the failures in full, the last line for the script. */
interface Group {
  readonly name: string;
  readonly checks: (readonly [sentence: string, run: () => unknown])[];
}

const groups: Group[] = [];

export function group(name: string, checks: Record<string, () => unknown>): void {
  groups.push({ name, checks: Object.entries(checks) });
}

export async function finish(): Promise<void> {
  let passed = 0;
  const failures: string[] = [];
  for (const { name, checks } of groups) {
    const [begin, before] = [Date.now(), failures.length];
    for (const [sentence, run] of checks) {
      try {
        await run();
        passed += 1;
      } catch (error) {
        failures.push(`${name}: ${sentence}\n${(error as Error).stack}`);
      }
    }
    const mark = failures.length === before ? 'ok   ' : 'WRONG';
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    console.log(`${mark} ${name.padEnd(34)}${String(checks.length).padStart(4)} checks ${seconds.padStart(6)} s`);
  }
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
