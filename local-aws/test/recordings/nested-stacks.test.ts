import type { World } from '../cloudformation/harness';
import { nested } from '../cloudformation/nested';
import { type Replay, replayed, resource } from './replay';
import * as recordings from './tables/nested-stacks';

const handler = (...DependsOn: string[]) => resource('AWS::Lambda::Function', {}, { DependsOn });
const TOKEN = { ClientRequestToken: 'token' };

const templates = {
  auth: { Resources: { UserPool: resource('AWS::Cognito::UserPool') } },
  custom: { Resources: { Queue: resource('AWS::SQS::Queue') } },
  function: { Resources: { Role: resource('AWS::IAM::Role'), Handler: handler('Role') } },
  storage: {
    Resources: {
      Bucket: resource('AWS::S3::Bucket'),
      AutoDeleteHandler: handler(),
      AutoDelete: resource('Custom::S3AutoDeleteObjects', {}, { DependsOn: ['AutoDeleteHandler', 'Bucket'] }),
      NotificationsHandler: handler(),
      Notifications: resource('Custom::S3BucketNotifications', {}, { DependsOn: ['NotificationsHandler', 'Bucket'] }),
    },
  },
};

const dependencies = {
  storage: ['function'],
  data: ['auth'],
  person: ['tables'],
  Handler: ['Role'],
  AutoDelete: ['AutoDeleteHandler', 'Bucket'],
  Notifications: ['NotificationsHandler', 'Bucket'],
};

/** Resources of the root: nested stacks by their names, `data` as it was or changed. */
function tree(aws: World, names: readonly (keyof typeof templates)[], data?: 'before' | 'after') {
  const all = names.map((name) => {
    const after = name === 'storage' && names.includes('function') ? { DependsOn: 'function' } : {};
    return [name, nestedOnce(aws, name, templates[name], after)];
  });
  const tables = nestedOnce(aws, 'tables', templates.custom);
  const person = nestedOnce(aws, 'person', templates.custom, { DependsOn: 'tables' });
  // its outputs change, and nothing in it does
  const body = { Resources: { tables, person }, Outputs: { State: { Value: data } } };
  const ofData = data ? { data: nestedOnce(aws, `data-${data}`, body, { DependsOn: 'auth' }) } : {};
  return { Resources: { ...Object.fromEntries(all), ...ofData } };
}

/** The same template at the same place each time: nothing changes that was not meant to. */
function nestedOnce(aws: World, name: string, template: object, more = {}) {
  const definition = nested(aws, template, {}, more);
  aws.objects.put('assets', `${name}.json`, Buffer.from(JSON.stringify(template)));
  return { ...definition, Properties: { TemplateURL: `http://127.0.0.1:4566/assets/${name}.json` } };
}

const replays: readonly (readonly [string, Replay])[] = [
  [
    'a creation of nested stacks',
    {
      recording: recordings.creationWithNestedStacks,
      dependencies,
      run: (aws) => aws.byChangeSet(tree(aws, ['function', 'custom', 'auth', 'storage']), 'CREATE'),
    },
  ],
  [
    'an update that adds nested stacks',
    {
      recording: recordings.updateThatAddsNestedStacks,
      dependencies,
      prepare: (aws) => aws.create('App', tree(aws, ['custom', 'auth'], 'before')),
      run: (aws) => aws.update('App', tree(aws, ['custom', 'auth', 'function', 'storage'], 'after'), TOKEN),
    },
  ],
  [
    'an update of one nested stack',
    {
      recording: recordings.updateOfOneNestedStack,
      dependencies,
      prepare: (aws) => aws.create('App', tree(aws, ['custom', 'auth'], 'before')),
      run: (aws) => aws.update('App', tree(aws, ['custom', 'auth'], 'after'), TOKEN),
    },
  ],
  [
    'an update that removes nested stacks',
    {
      recording: recordings.updateThatRemovesNestedStacks,
      dependencies,
      prepare: (aws) => aws.create('App', tree(aws, ['custom', 'auth', 'function', 'storage'], 'before')),
      run: (aws) => aws.update('App', tree(aws, ['custom', 'auth'], 'after'), TOKEN),
    },
  ],
  [
    'an update that fails in a nested stack',
    {
      recording: recordings.updateThatFailsInNestedStack,
      dependencies,
      prepare: (aws) => aws.create('App', tree(aws, ['custom', 'auth'])),
      run(aws) {
        const auth = { Resources: { UserPool: resource('AWS::Cognito::UserPool', { Fail: 'update' }) } };
        const { Resources } = tree(aws, ['custom', 'auth']);
        return aws.update('App', { Resources: { ...Resources, auth: nestedOnce(aws, 'failing', auth) } }, TOKEN);
      },
    },
  ],
  [
    'the deletion of a root',
    {
      recording: recordings.deletionOfRoot,
      dependencies,
      prepare: (aws) => aws.create('App', tree(aws, ['custom', 'auth', 'function', 'storage'])),
      run: (aws) => aws.delete('App'),
    },
  ],
  [
    'a removal of nested stacks, as the root tells of it,',
    {
      recording: recordings.removalToldByRoot,
      dependencies: { Two: ['Role'] },
      prepare: (aws) =>
        aws.create(
          'App',
          {
            Resources: {
              Kept: resource('AWS::SQS::Queue'),
              Role: resource('AWS::IAM::Role'),
              Repository: resource('AWS::ECR::Repository'),
              One: nestedOnce(aws, 'one', templates.custom),
              Two: nestedOnce(aws, 'two', templates.custom, { DependsOn: 'Role' }),
            },
          },
          { Capabilities: ['CAPABILITY_IAM'] },
        ),
      run: (aws) => aws.update('App', { Resources: { Kept: resource('AWS::SQS::Queue') } }),
    },
  ],
  [
    'a clean-up of a nested stack that takes long',
    {
      recording: recordings.nestedStackCleanedUpForLong,
      behaviour: { nestedCleanUpTold: 'at its beginning too' },
      prepare: (aws) => aws.create('App', { Resources: { One: nestedOnce(aws, 'two', templates.function) } }),
      run: (aws) => aws.update('App', { Resources: { One: nestedOnce(aws, 'one', templates.custom) } }),
    },
  ],
];

test.each(replays)('%s is told as AWS told it', async (_, replay) => {
  expect(await replayed(replay)).toEqual([]);
});
