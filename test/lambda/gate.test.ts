import * as fc from 'fast-check';
import { type GateHistory, phaseOfChange, phaseOfDelete } from '../../lambda/gate/phase';
import { refusalOfChange, refusalOfDeletion } from '../../lambda/gate/reason';
import { declarationBefore, declarationIn } from '../../lambda/guards/declaration';
import { changed, deleted } from '../../lambda/guards/leaving';
import { STATUSES } from './statuses';

/* The pure parts of the removal gate. */

const status = fc.constantFrom(...STATUSES);
const history = fc.option(
  fc.record({
    held: fc.boolean(),
    status: fc.constantFrom(undefined, 'DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_COMPLETE', 'UPDATE_COMPLETE'),
  }),
  { nil: undefined },
);

describe('whatever CloudFormation shows', () => {
  test('nothing is refused while a stack is rolled back', () => {
    const rollingBack = fc.constantFrom(...STATUSES.filter((one) => /ROLLBACK.*_IN_PROGRESS/.test(one)));
    fc.assert(
      fc.property(rollingBack, history, (own, history) => {
        expect(phaseOfChange({ own, root: own }).may).toBe('pass');
        expect(phaseOfDelete({ own, root: own }, history).may).toBe('pass');
        expect(phaseOfChange({ own: 'UPDATE_IN_PROGRESS', root: own }).may).toBe('pass');
        expect(phaseOfDelete({ own: 'DELETE_IN_PROGRESS', root: own }, history).may).toBe('pass');
      }),
    );
  });

  test('no deployment passes in UPDATE_IN_PROGRESS, and no deletion of a stack whose gate was deployed', () => {
    expect(phaseOfChange({ own: 'UPDATE_IN_PROGRESS', root: 'UPDATE_IN_PROGRESS' })).toMatchObject({ may: 'refuse' });
    const known: GateHistory = { held: true, status: 'DELETE_IN_PROGRESS' };
    expect(phaseOfDelete({ own: 'DELETE_IN_PROGRESS', root: 'DELETE_IN_PROGRESS' }, known)).toMatchObject({
      may: 'refuse',
      sure: true,
    });
  });

  test('only the deletion that the events show is sure without another look', () => {
    fc.assert(
      fc.property(status, status, history, (own, root, history) => {
        const { sure, may } = phaseOfDelete({ own, root }, history);
        expect(sure && (may !== 'refuse' || own !== 'DELETE_IN_PROGRESS' || history?.status !== own)).toBe(false);
        expect(phaseOfChange({ own, root }).sure).toBe(false);
      }),
    );
  });
});

describe('which servers leave', () => {
  const ids = ['s-0000000000000000a', 's-0000000000000000b', 's-0000000000000000c'];
  const entry = fc.record({
    Server: fc.constantFrom(...ids),
    Provider: fc.constantFrom('P', 'Q'),
    RemovalPolicy: fc.constantFrom(undefined, 'retain', ['Retain', 'Delete']),
  });
  const properties = fc.record({
    Guards: fc.dictionary(fc.constantFrom('P', 'Q'), fc.constant([{ Kind: 'Never' }])),
    Servers: fc.array(entry, { maxLength: 4 }),
  });
  const listed = fc.array(
    fc.constantFrom(...ids).map((id) => ({ id })),
    { maxLength: 3 },
  );

  test('what stays declared never leaves; what is no longer declared does, unless all its connections retained it', () => {
    fc.assert(
      fc.property(
        properties,
        properties,
        listed,
        fc.uniqueArray(fc.constantFrom(...ids)).map((one) => new Set(one)),
        (next, before, listed, added) => {
          const { leavers } = changed(declarationIn(next), declarationIn(before), { held: listed, added });
          const leaving = leavers.map(({ server }) => server.id);
          expect(new Set(leaving).size).toBe(leaving.length);
          for (const id of ids) {
            const old = before.Servers.filter(({ Server }) => Server === id);
            const stays = next.Servers.some(({ Server }) => Server === id);
            const goes =
              old.length > 0
                ? old.some(({ RemovalPolicy }) => RemovalPolicy !== 'retain')
                : listed.some((one) => one.id === id);
            expect(leaving.includes(id)).toBe(goes && !stays && !added.has(id));
          }
        },
      ),
    );
  });

  test('the guards are the new ones of a provider that stays, the old ones of one that is gone, and all for a server without a provider', () => {
    const [a = '', b = '', c = ''] = ids;
    const before = {
      Guards: { P: [{ Kind: 'Never' }], Q: [{ Kind: 'NoRunningJob' }] },
      Servers: [
        { Server: a, Provider: 'P' },
        { Server: b, Provider: 'Q' },
      ],
    };
    const next = { Guards: { P: [], R: [{ Kind: 'AtMost', Servers: '1' }] }, Servers: [] };
    const { leavers, guards } = changed(declarationIn(next), declarationIn(before), {
      held: [{ id: a }, { id: c }],
      added: new Set(),
    });
    expect(leavers).toEqual([
      { server: { id: a }, providers: ['P'], isProtected: false },
      { server: { id: b }, providers: ['Q'], isProtected: false },
      { server: { id: c }, providers: ['P', 'R'], isProtected: false },
    ]);
    expect(Object.fromEntries(guards)).toEqual({
      P: [],
      Q: [{ kind: 'NoRunningJob' }],
      R: [{ kind: 'AtMost', servers: 1 }],
    });
  });

  test('with a stack leaves all that it has, and is not retained', () => {
    const last = {
      Guards: { P: [] },
      Servers: [
        { Server: ids[0], Provider: 'P', RemovalPolicy: 'retain-on-update-or-delete' },
        { Server: ids[1], Provider: 'P' },
      ],
    };
    const { leavers } = deleted(declarationIn(last), {
      held: [{ id: ids[0] ?? '' }, { id: ids[2] ?? '' }],
      added: new Set(),
    });
    expect(leavers.map(({ server }) => server.id)).toEqual([ids[1], ids[2]]);
  });
});

test('any event at all is read, or refused with a sentence', () => {
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      expect(declarationBefore(anything)).toBeDefined();
      try {
        declarationIn(anything);
      } catch (error) {
        expect((error as Error).message).toMatch(/^the properties of the removal gate are malformed: /);
      }
    }),
  );
});

describe('a reason', () => {
  const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
  const obstacle = fc.record(
    {
      who: text(90),
      what: text(120),
      command: fc.option(text(250), { nil: undefined }),
      lasts: fc.constant(true as const),
      isProtection: fc.constant(true as const),
    },
    { requiredKeys: ['who', 'what'] },
  );
  const obstacles = fc.array(obstacle, { minLength: 1, maxLength: 60 });
  const ids = fc.array(
    fc.stringMatching(/^[A-Za-z0-9]{1,90}$/).map((id) => `Id${id}`),
    { maxLength: 40 },
  );
  const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);

  test('fits into 1,000 bytes and names one server at least', () => {
    fc.assert(
      fc.property(obstacles, names, ids, (all, name, toRetain) => {
        const request = { stackId: `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/1`, logicalId: 'Gate' };
        for (const reason of [refusalOfChange(all), refusalOfDeletion(all, request, toRetain)]) {
          expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(1000);
          expect(reason).toContain(`${all[0]?.who} ${all[0]?.what}`.slice(0, 50));
        }
      }),
    );
  });

  const REQUEST = { stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Wave-1/1', logicalId: 'Gate' };
  const tooMany = { who: '3 servers of P', what: 'would leave, of which at most 2 may', lasts: true } as const;

  test('of a deletion ends in a command that has all ids, or lists them where there are too many', () => {
    expect(refusalOfDeletion([tooMany], REQUEST, ['Gate', 'One', 'Two'])).toMatch(
      /: aws cloudformation delete-stack --stack-name Wave-1 --retain-resources Gate One Two$/,
    );
    const many = Array.from({ length: 60 }, (_, index) => `SourceServers${String(index).padStart(17, '0')}`);
    expect(refusalOfDeletion([tooMany], REQUEST, many)).toMatch(
      /--retain-resources \$\(aws cloudformation list-stack-resources --stack-name Wave-1 --query "StackResourceSummaries\[\?contains\(\['Custom::MgnSourceServerConnection','AWS::CloudFormation::Stack','Custom::MgnRemovalGate'\],ResourceType\)\]\.LogicalResourceId" --output text\)$/,
    );
  });

  test('of a deletion advises to wait only for what may come true', () => {
    const notYet = { who: 'web-1', what: 'is TESTING, must be CUTOVER' };
    expect(refusalOfDeletion([tooMany], REQUEST, [])).not.toContain('Wait');
    expect(refusalOfDeletion([tooMany, notYet], REQUEST, [])).toContain('Wait until the guards are met');
  });

  test('of a protected server says that it takes two deployments', () => {
    const isProtected = { who: 'web-1', what: 'is protected', lasts: true, isProtection: true } as const;
    expect(refusalOfChange([isProtected])).toBe(
      "removal guards are not met, nothing was disconnected: web-1 is protected. Declare what is protected again, without 'protect', and remove it in a later deployment: unprotecting and removing are two deployments",
    );
  });
});
