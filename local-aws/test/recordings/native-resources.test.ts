import { fails, failure, type World } from '../cloudformation/harness';
import { type Replay, replayed, resource } from './replay';
import * as recordings from './tables/native-resources';
import type { Recording } from './tables/table';

const topic = (properties = {}, more = {}) => resource('AWS::SNS::Topic', properties, more);
const parameter = (properties = {}, more = {}) => resource('AWS::SSM::Parameter', properties, more);

/** What is recorded of a native resource that has an id when it fails, as told of a custom one: only that one has here. */
const asCustom = (recording: Recording, type: string): Recording => ({
  ...recording,
  events: recording.events.map((event) => ({ ...event, type: event.type?.replace(type, 'Custom::Thing') })),
});

/** A condition that a parameter turns. */
const conditional = (wanted: boolean) => ({
  Parameters: { Wanted: { Type: 'String', Default: String(wanted) } },
  Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'Wanted' }, 'true'] } },
  Resources: { TopicPlaceholder: topic(), SNSTopic: topic({}, { Condition: 'Wanted' }) },
});

const turned = (recording: Recording, from: boolean): Replay => ({
  recording,
  async run(aws) {
    await aws.byChangeSet(conditional(from), 'CREATE');
    await aws.byChangeSet(conditional(!from));
  },
});

/** Two templates one after the other, by change sets. */
const changed = (recording: Recording, before: object, after: object, dependencies = {}): Replay => ({
  recording,
  dependencies,
  async run(aws) {
    await aws.byChangeSet({ Resources: before }, 'CREATE');
    await aws.byChangeSet({ Resources: after });
  },
});

const thenDeleted = (replay: Replay): Replay => ({
  ...replay,
  async run(aws: World) {
    await replay.run(aws);
    await aws.delete('App');
  },
});

const withDependent = (Name: string) => ({ Foo: topic({ Name }), Parameter: parameter({ Value: { Ref: 'Foo' } }) });
const retained = (Name: string) => ({ MyParameter: parameter({ Name }, { UpdateReplacePolicy: 'Retain' }) });
const chain = { Dummy: parameter(), A: parameter(), B: after('A'), C: after('B') };

function after(...DependsOn: string[]) {
  return parameter({}, { DependsOn });
}

const replays: readonly (readonly [string, Replay])[] = [
  [
    'a creation by a change set',
    {
      recording: recordings.creationOfTopic,
      run: (aws) => aws.byChangeSet({ Resources: { Topic: topic() } }, 'CREATE'),
    },
  ],
  [
    'a deletion that is blocked, and then retains',
    {
      recording: asCustom(recordings.blockedDeletion, 'AWS::IAM::Policy'),
      async run(aws) {
        aws.answer((event) => failure(event));
        await aws.create('App', { Resources: { BrokenPolicy: resource('Custom::Thing') } });
        await aws.delete('App');
        await aws.delete('App', { RetainResources: ['BrokenPolicy'] });
      },
    },
  ],
  ['a condition that adds a resource', turned(recordings.conditionAdds, false)],
  ['a condition that removes a resource', turned(recordings.conditionRemoves, true)],
  ['a replacement', changed(recordings.replacement, { Foo: topic({ Name: 'one' }) }, { Foo: topic({ Name: 'two' }) })],
  [
    'a replacement with a dependent, then a deletion',
    thenDeleted(
      changed(recordings.replacementWithDependent, withDependent('one'), withDependent('two'), { Parameter: ['Foo'] }),
    ),
  ],
  [
    'a deletion that retains',
    thenDeleted({
      recording: recordings.retainedAtDeletion,
      run: (aws) =>
        aws.byChangeSet({ Resources: { MyParameter: parameter({}, { DeletionPolicy: 'Retain' }) } }, 'CREATE'),
    }),
  ],
  ['a replacement that retains', changed(recordings.retainedAtReplacement, retained('one'), retained('two'))],
  ['a deletion in order', thenDeleted(changed(recordings.deletionInOrder, { Dummy: parameter() }, chain))],
  [
    'an output that cannot be told',
    {
      recording: recordings.failedOutput,
      run: (aws) =>
        aws.byChangeSet(
          { Resources: { P: parameter() }, Outputs: { O: { Value: { 'Fn::GetAtt': ['P', 'Invalid'] } } } },
          'CREATE',
        ),
    },
  ],
  [
    'a replacement by a direct update',
    {
      recording: recordings.replacementIn2018,
      prepare: (aws) => aws.create('App', { Resources: { Instance: resource('AWS::EC2::Instance', { Name: 'one' }) } }),
      run: (aws) => aws.update('App', { Resources: { Instance: resource('AWS::EC2::Instance', { Name: 'two' }) } }),
    },
  ],
  [
    'a removal that retains',
    {
      recording: recordings.skippedInCleanUp,
      prepare: (aws) => aws.create('App', { Resources: { Kept: parameter(), FunctionVersion: version } }),
      run: (aws) => aws.update('App', { Resources: { Kept: parameter() } }),
    },
  ],
  [
    'a creation that is rolled back, with its operations',
    {
      recording: asCustom(recordings.creationRolledBack, 'AWS::S3::Bucket'),
      run(aws) {
        aws.answer(fails({ RequestType: 'Create' }));
        return aws.byChangeSet({ Resources: { Bucket: resource('Custom::Thing') } }, 'CREATE');
      },
    },
  ],
];

const version = resource('AWS::Lambda::Version', {}, { DeletionPolicy: 'Retain' });

test.each(replays)('%s is told as AWS told it', async (_, replay) => {
  expect(await replayed(replay)).toEqual([]);
});
