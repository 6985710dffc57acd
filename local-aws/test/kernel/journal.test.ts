import { Journal } from '../../src/kernel/journal';

test('what a call carries of secrets and bulk stays out', () => {
  const [entry] = journalOf({
    ResponseURL: 'http://127.0.0.1/b/k?X-Amz-Date=1&X-Amz-Signature=abc&X-Amz-Expires=7200',
    Payload: '{"ResponseURL":"http://127.0.0.1/b/k?X-Amz-Signature=abc","StackId":"s"}',
    Credentials: { AccessKeyId: 'A', SecretAccessKey: 'abc', sessionToken: 'abc' },
    Body: Buffer.from('abc'),
    TemplateBody: 'x'.repeat(60_000),
    list: Array.from({ length: 10_000 }, (_, i) => i),
  });
  const text = JSON.stringify(entry);
  expect(text).not.toContain('abc');
  expect(text.length).toBeLessThan(10_000);
  expect(entry?.input).toMatchObject({
    ResponseURL: 'http://127.0.0.1/b/k?…',
    Payload: '{"ResponseURL":"http://127.0.0.1/b/k?…","StackId":"s"}',
    Credentials: { AccessKeyId: 'A' },
    Body: '<3 bytes>',
  });
});

test('an input nested without end is kept to some depth', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
  expect(JSON.stringify(journalOf(deep)).length).toBeLessThan(1_000);
});

test('the journal keeps what was sent, not what an operation made of it', () => {
  const input = { a: 1 };
  const journal = new Journal();
  journal.open(call(input));
  input.a = 2;
  expect(journal.list()).toMatchObject([{ input: { a: 1 }, outcome: 'pending' }]);
});

test('beyond its capacity the oldest are forgotten', () => {
  const journal = new Journal(100);
  for (let i = 0; i < 1_000; i++) journal.open(call({ i }));
  expect(journal.list()).toHaveLength(100);
  expect(journal.list().at(-1)).toMatchObject({ input: { i: 999 } });
});

test('one call takes no more than its share of memory, however wide its input', () => {
  const wide = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`k${i}`, Array(150).fill('x'.repeat(4_000))]));
  const [entry] = journalOf({ StackName: 'App', wide });
  expect(JSON.stringify(entry).length).toBeLessThan(100_000);
  expect(entry).toMatchObject({
    input: { StackName: 'App', wide: { k0: expect.arrayContaining(['x'.repeat(4_000)]) } },
  });
});

test('all calls together take no more than the room there is: the oldest are forgotten', () => {
  const journal = new Journal(1_000, 20_000);
  for (let i = 0; i < 100; i++) {
    journal.open(call({ i, text: 'x'.repeat(1_000) }));
    expect(JSON.stringify(journal.list()).length).toBeLessThan(30_000);
  }
  expect(journal.list().at(-1)).toMatchObject({ input: { i: 99 } });
  expect(journal.list().length).toBeGreaterThan(10);
  journal.clear();
  for (let i = 0; i < 15; i++) journal.open(call({ text: 'x'.repeat(1_000) }));
  expect(journal.list()).toHaveLength(15);
});

function journalOf(input: unknown) {
  const journal = new Journal();
  journal.open(call(input));
  return journal.list();
}

function call(input: unknown) {
  return { requestId: 'r', time: 't', service: 's', operation: 'o', caller: 'c', input };
}
