import * as fc from 'fast-check';
import { type Form, inForms } from './case';
import type { Unknowns } from './cloudformation';
import { CASES, expectOutcome } from './outcome';
import { replay } from './replay';
import { CONNECTION, GENERIC } from './table';

/*
 * The decisions do not rest on what nobody has recorded. Each event of a deletion shows the declared type or the generic
 * one, with properties or without; the request has one of both types; the list of resources shows what is going in one of
 * three ways; events with one time come in one order or the other, in pages of any size.
 */

const form: fc.Arbitrary<Form> = fc.record({
  type: fc.constantFrom('declared', 'generic'),
  shape: fc.constantFrom('full', 'bare'),
});

const unknowns: fc.Arbitrary<Unknowns> = fc.record({
  listed: fc.constantFrom('declared', 'generic', 'as before'),
  laterFirst: fc.boolean(),
  pageSize: fc.integer({ min: 1, max: 12 }),
});

test.each(CASES)('in any mix of the recorded and the older form: $title', async (one) => {
  const forms = fc.array(form, { minLength: one.table.rows.length, maxLength: one.table.rows.length });
  const resourceType = fc.constantFrom(CONNECTION, GENERIC);
  await fc.assert(
    fc.asyncProperty(forms, unknowns, resourceType, async (drawn, unknown, type) => {
      const mixed = inForms(one, (index) => drawn[index]);
      const deletes = mixed.deletes.map((requested) => ({ resourceType: type, ...requested }));
      expectOutcome(await replay({ ...mixed, deletes }, unknown), one);
    }),
    { numRuns: 12 },
  );
});
