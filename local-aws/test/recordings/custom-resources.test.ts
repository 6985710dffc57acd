import { badFails, fails, failure, type Provider, success } from '../cloudformation/harness';
import { type Replay, replayed, resource } from './replay';
import * as recordings from './tables/custom-resources';

const application = resource('Custom::Application');
/** Fails to be created, and answers with an id all the same. */
const grant = (...after: string[]) => resource('Custom::Grant', {}, { DependsOn: after });
const grantFails: Provider = (event) =>
  event.LogicalResourceId === 'Grant' && event.RequestType === 'Create' ? failure(event) : success(event);
/** A stack in which there is nothing. */
const nothing = {
  Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
  Resources: { Nothing: { ...application, Condition: 'Never' } },
};

const replays: readonly (readonly [string, Replay])[] = [
  [
    'a creation',
    {
      recording: recordings.creation,
      dependencies: { Grant: ['Api', 'Application'] },
      run: (aws) =>
        aws.create('App', {
          Resources: { Api: resource('Custom::Api'), Application: application, Grant: grant('Api', 'Application') },
        }),
    },
  ],
  [
    'a creation that fails with OnFailure=DELETE',
    {
      recording: recordings.failedCreationDeleted,
      dependencies: { Grant: ['Application'] },
      run(aws) {
        aws.answer(grantFails);
        const Resources = { Application: application, Grant: grant('Application') };
        return aws.create('App', { Resources }, { OnFailure: 'DELETE' });
      },
    },
  ],
  [
    'an update that is rolled back, and its clean-up',
    {
      recording: recordings.updateRolledBack,
      dependencies: { Grant: ['Application'] },
      async run(aws) {
        aws.answer(grantFails);
        await aws.create('App', nothing);
        await aws.update('App', { Resources: { Application: application, Grant: grant('Application') } });
      },
    },
  ],
  ...[recordings.renamedResourceInCleanUp, recordings.otherRenamedResourceInCleanUp].map(
    (recording): readonly [string, Replay] => [
      `a renamed resource whose Delete is refused (${recording.source})`,
      {
        recording,
        prepare: (aws) => aws.create('App', { Resources: { Old: resource('Custom::CDKBucketDeployment') } }),
        run(aws) {
          aws.answer(fails({ RequestType: 'Delete' }));
          return aws.update('App', { Resources: { New: resource('Custom::CDKBucketDeployment') } });
        },
      },
    ],
  ),
  [
    'a creation that is rolled back, and a Delete refused',
    {
      recording: recordings.creationRolledBackWithRefusedDelete,
      run(aws) {
        aws.answer(fails({ LogicalResourceId: 'Deployment' }, badFails));
        const Resources = {
          Deployment: resource('Custom::CDKBucketDeployment'),
          Bad: resource('AWS::S3::Bucket', { Fail: 'create' }),
        };
        return aws.create('App', { Resources });
      },
    },
  ],
  [
    'an answer to an Update with another id',
    {
      recording: recordings.answerWithAnotherId,
      prepare: (aws) => aws.create('App', notifications('one')),
      run(aws) {
        aws.answer((event) =>
          event.RequestType === 'Delete' ? success(event) : success(event, { PhysicalResourceId: 'two' }),
        );
        return aws.update('App', notifications('two'));
      },
    },
  ],
];

const notifications = (N: string) => ({
  Resources: { BucketNotifications: resource('Custom::S3BucketNotifications', { N }) },
});

test.each(replays)('%s is told as AWS told it', async (_, replay) => {
  expect(await replayed(replay)).toEqual([]);
});
