import { type Recording, table } from './table';

/* Operations of stacks with custom resources in them; the names are ours. */

const AUTH0 =
  'https://github.com/3mcloud/aws-auth0-custom-resource/blob/b61ce458de3ac95e1a5d2be4957bdcf87a4c3a26/tests/unit/fixtures/stack_events.py';

/** `Api` and `Application` side by side, `Grant` after both. */
export const creation: Recording = {
  source: AUTH0,
  date: '2020-10-22',
  region: 'us-east-1',
  events: table(`
   0.000 | Root | Root        | CREATE_IN_PROGRESS | @Root | CF::Stack           | v1              | User Initiated
   4.273 | Root | Api         | CREATE_IN_PROGRESS | ''    | Custom::Api         | time properties |
   4.761 | Root | Application | CREATE_IN_PROGRESS | ''    | Custom::Application | time properties |
   8.250 | Root | Api         | CREATE_IN_PROGRESS | 1     | Custom::Api         | time properties | Resource creation Initiated
   8.956 | Root | Api         | CREATE_COMPLETE    | 1     | Custom::Api         | time properties |
   9.972 | Root | Application | CREATE_IN_PROGRESS | 1     | Custom::Application | time properties | Resource creation Initiated
  10.332 | Root | Application | CREATE_COMPLETE    | 1     | Custom::Application | time properties |
  12.786 | Root | Grant       | CREATE_IN_PROGRESS | ''    | Custom::Grant       | time properties |
  16.651 | Root | Grant       | CREATE_IN_PROGRESS | 1     | Custom::Grant       | time properties | Resource creation Initiated
  16.943 | Root | Grant       | CREATE_COMPLETE    | 1     | Custom::Grant       | time properties |
  18.205 | Root | Root        | CREATE_COMPLETE    | @Root | CF::Stack           | v1              |
  `),
};

/** A creation with OnFailure=DELETE in which `Grant` fails, with an id in its answer. */
export const failedCreationDeleted: Recording = {
  source: AUTH0,
  date: '2020-10-22',
  region: 'us-east-1',
  events: table(`
   0.000 | Root | Root        | CREATE_IN_PROGRESS | @Root | CF::Stack           | v1              | User Initiated
   4.337 | Root | Application | CREATE_IN_PROGRESS | ''    | Custom::Application | time properties |
  10.221 | Root | Application | CREATE_IN_PROGRESS | 1     | Custom::Application | time properties | Resource creation Initiated
  10.577 | Root | Application | CREATE_COMPLETE    | 1     | Custom::Application | time properties |
  12.812 | Root | Grant       | CREATE_IN_PROGRESS | ''    | Custom::Grant       | time properties |
  16.977 | Root | Grant       | CREATE_IN_PROGRESS | 1     | Custom::Grant       | time properties | Resource creation Initiated
  17.123 | Root | Grant       | CREATE_FAILED      | 1     | Custom::Grant       | time properties | <reason>
  17.868 | Root | Root        | DELETE_IN_PROGRESS | @Root | CF::Stack           | v1              | The following resource(s) failed to create: [Grant]. . Delete requested by user.
  43.444 | Root | Grant       | DELETE_IN_PROGRESS | 1     | Custom::Grant       | time properties |
  46.278 | Root | Grant       | DELETE_COMPLETE    | 1     | Custom::Grant       | time properties |
  46.950 | Root | Application | DELETE_IN_PROGRESS | 1     | Custom::Application | time properties |
  49.579 | Root | Application | DELETE_COMPLETE    | 1     | Custom::Application | time properties |
  50.420 | Root | Root        | DELETE_COMPLETE    | @Root | CF::Stack           | v1              |
  `),
};

/** An update adds `Application` and `Grant`, which fails: both are deleted in the clean-up, with another type. */
export const updateRolledBack: Recording = {
  source: AUTH0,
  date: '2020-10-22',
  region: 'us-east-1',
  events: table(`
    0.000 | Root | Root        | CREATE_IN_PROGRESS                           | @Root | CF::Stack           | v1              | User Initiated
    3.414 | Root | Root        | CREATE_COMPLETE                              | @Root | CF::Stack           | v1              |
   80.477 | Root | Root        | UPDATE_IN_PROGRESS                           | @Root | CF::Stack           | v1              | User Initiated
   85.944 | Root | Application | CREATE_IN_PROGRESS                           | ''    | Custom::Application | time properties |
   92.465 | Root | Application | CREATE_IN_PROGRESS                           | 1     | Custom::Application | time properties | Resource creation Initiated
   92.807 | Root | Application | CREATE_COMPLETE                              | 1     | Custom::Application | time properties |
   95.111 | Root | Grant       | CREATE_IN_PROGRESS                           | ''    | Custom::Grant       | time properties |
   99.334 | Root | Grant       | CREATE_IN_PROGRESS                           | 1     | Custom::Grant       | time properties | Resource creation Initiated
   99.490 | Root | Grant       | CREATE_FAILED                                | 1     | Custom::Grant       | time properties | <reason>
  100.652 | Root | Root        | UPDATE_ROLLBACK_IN_PROGRESS                  | @Root | CF::Stack           | v1              | The following resource(s) failed to create: [Grant].
  128.045 | Root | Root        | UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack           | v1              |
  129.452 | Root | Grant       | DELETE_IN_PROGRESS                           | 1     | CF::CustomResource  | uuid            |
  131.812 | Root | Grant       | DELETE_COMPLETE                              | 1     | CF::CustomResource  | uuid            |
  132.707 | Root | Application | DELETE_IN_PROGRESS                           | 1     | CF::CustomResource  | uuid            |
  135.617 | Root | Application | DELETE_COMPLETE                              | 1     | CF::CustomResource  | uuid            |
  135.951 | Root | Root        | UPDATE_ROLLBACK_COMPLETE                     | @Root | CF::Stack           | v1              |
  `),
};

/** A BucketDeployment is renamed: the Delete of the old one is refused. Failures alone are told. */
export const renamedResourceInCleanUp: Recording = {
  source: 'https://github.com/aws/aws-cdk/issues/23708',
  date: '2023',
  failuresAlone: true,
  events: table(`
  0 | Root | Root | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | ? | CF::Stack          | ? |
  2 | Root | Old  | DELETE_FAILED                       | ? | CF::CustomResource | ? | Received response status [FAILED] from custom resource. Message returned: <reason of the handler> (RequestId: <uuid>)
  `),
};

/** The same with retainOnDelete=false. Failures alone are told. */
export const otherRenamedResourceInCleanUp: Recording = {
  source: 'https://github.com/aws/aws-cdk/issues/27651',
  date: '2023-10-23',
  failuresAlone: true,
  events: table(`
  0 | Root | Old | DELETE_FAILED | ? | CF::CustomResource | ? | Received response status [FAILED] from custom resource. Message returned: <reason> (RequestId: <uuid>)
  `),
};

/** A creation is rolled back, and a Delete refused: the type is that of the declaration. Failures alone are told. */
export const creationRolledBackWithRefusedDelete: Recording = {
  source: 'a public log of `cdk deploy` in CI, found by its words in a code search',
  date: '2025',
  region: 'us-east-1',
  failuresAlone: true,
  events: table(`
   0 | Root | Root       | ROLLBACK_IN_PROGRESS | ? | CF::Stack                   | ? | The following resource(s) failed to create: [<both>]. Rollback requested by user.
  27 | Root | Deployment | DELETE_FAILED        | ? | Custom::CDKBucketDeployment | ? | Received response status [FAILED] from custom resource. Message returned: <reason> (RequestId: <uuid>)
  `),
};

/** A Custom::S3BucketNotifications answers an Update with another physical id. */
export const answerWithAnotherId: Recording = {
  source: 'https://github.com/aws/aws-cdk/issues/1566',
  date: '2019-01-17',
  inPart: true,
  events: table(`
   0 | Root | BucketNotifications | UPDATE_IN_PROGRESS                  | ? | ?         | ? |
   6 | Root | BucketNotifications | UPDATE_IN_PROGRESS                  | ? | ?         | ? | Requested update required the provider to create a new physical resource
   7 | Root | BucketNotifications | UPDATE_COMPLETE                     | ? | ?         | ? |
   9 | Root | Root                | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | ? | CF::Stack | ? |
  10 | Root | BucketNotifications | DELETE_IN_PROGRESS                  | ? | ?         | ? |
  13 | Root | BucketNotifications | DELETE_COMPLETE                     | ? | ?         | ? |
  `),
};
