import { type Recording, table } from './table';

/* Operations of stacks with native resources in them. LocalStack's snapshots tell the order within a resource alone. */

const LOCALSTACK = 'https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation';

/** One topic, by a change set. */
export const creationOfTopic: Recording = {
  source: `${LOCALSTACK}/api/test_stacks.snapshot.json`,
  date: '2022-10-05',
  events: table(`
   | Root | Root  | REVIEW_IN_PROGRESS | @Root | CF::Stack       | own             | User Initiated
   | Root | Root  | CREATE_IN_PROGRESS | @Root | CF::Stack       | own             | User Initiated
   | Root | Topic | CREATE_IN_PROGRESS | ''    | AWS::SNS::Topic | time properties |
   | Root | Topic | CREATE_IN_PROGRESS | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | Topic | CREATE_COMPLETE    | 1     | AWS::SNS::Topic | time properties |
   | Root | Root  | CREATE_COMPLETE    | @Root | CF::Stack       | own             |
  `),
};

/** A creation whose rollback fails, a deletion that fails, one that retains. */
export const blockedDeletion: Recording = {
  source: `${LOCALSTACK}/api/test_stacks.snapshot.json`,
  date: '2023-09-06',
  events: table(`
   | Root | Root         | CREATE_IN_PROGRESS   | @Root | CF::Stack        | own             | ?
   | Root | BrokenPolicy | CREATE_IN_PROGRESS   | ''    | AWS::IAM::Policy | time properties |
   | Root | BrokenPolicy | CREATE_IN_PROGRESS   | 1     | AWS::IAM::Policy | time properties | ?
   | Root | BrokenPolicy | CREATE_FAILED        | 1     | AWS::IAM::Policy | time properties | ?
   | Root | Root         | ROLLBACK_IN_PROGRESS | @Root | CF::Stack        | own             | ?
   | Root | BrokenPolicy | DELETE_IN_PROGRESS   | 1     | AWS::IAM::Policy | time properties |
   | Root | BrokenPolicy | DELETE_FAILED        | 1     | AWS::IAM::Policy | time properties | ?
   | Root | Root         | ROLLBACK_FAILED      | @Root | CF::Stack        | own             | ?
   | Root | Root         | DELETE_IN_PROGRESS   | @Root | CF::Stack        | own             | ?
   | Root | BrokenPolicy | DELETE_IN_PROGRESS   | 1     | AWS::IAM::Policy | time properties |
   | Root | BrokenPolicy | DELETE_FAILED        | 1     | AWS::IAM::Policy | time properties | ?
   | Root | Root         | DELETE_FAILED        | @Root | CF::Stack        | own             | ?
   | Root | Root         | DELETE_IN_PROGRESS   | @Root | CF::Stack        | own             | ?
   | Root | BrokenPolicy | DELETE_SKIPPED       | 1     | AWS::IAM::Policy | time properties |
   | Root | Root         | DELETE_COMPLETE      | @Root | CF::Stack        | own             |
  `),
};

/** An update turns a condition: a topic appears. */
export const conditionAdds: Recording = {
  source: `${LOCALSTACK}/test_change_set_conditions.snapshot.json`,
  date: '2025-04-15',
  order: 'within a resource',
  events: table(`
   | Root | Root             | REVIEW_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | CREATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | CREATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | Root             | UPDATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack       | own             |
   | Root | Root             | UPDATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | TopicPlaceholder | CREATE_IN_PROGRESS                  | ''    | AWS::SNS::Topic | time properties |
   | Root | TopicPlaceholder | CREATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | TopicPlaceholder | CREATE_COMPLETE                     | 1     | AWS::SNS::Topic | time properties |
   | Root | SNSTopic         | CREATE_IN_PROGRESS                  | ''    | AWS::SNS::Topic | time properties |
   | Root | SNSTopic         | CREATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | SNSTopic         | CREATE_COMPLETE                     | 1     | AWS::SNS::Topic | time properties |
  `),
};

/** An update turns a condition: a topic goes in the clean-up. */
export const conditionRemoves: Recording = {
  source: `${LOCALSTACK}/test_change_set_conditions.snapshot.json`,
  date: '2025-04-15',
  order: 'within a resource',
  events: table(`
   | Root | Root             | REVIEW_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | CREATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | CREATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | Root             | UPDATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root             | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack       | own             |
   | Root | Root             | UPDATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | TopicPlaceholder | CREATE_IN_PROGRESS                  | ''    | AWS::SNS::Topic | time properties |
   | Root | TopicPlaceholder | CREATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | TopicPlaceholder | CREATE_COMPLETE                     | 1     | AWS::SNS::Topic | time properties |
   | Root | SNSTopic         | CREATE_IN_PROGRESS                  | ''    | AWS::SNS::Topic | time properties |
   | Root | SNSTopic         | CREATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | SNSTopic         | CREATE_COMPLETE                     | 1     | AWS::SNS::Topic | time properties |
   | Root | SNSTopic         | DELETE_IN_PROGRESS DELETE_COMPLETE  | 1     | AWS::SNS::Topic | uuid            |
  `),
};

/** A topic gets another name: the old one goes in the clean-up. */
export const replacement: Recording = {
  source: `${LOCALSTACK}/test_change_set_parameters.snapshot.json`,
  date: '2025-04-17',
  order: 'within a resource',
  events: table(`
   | Root | Root | REVIEW_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root | CREATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root | CREATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | Root | UPDATE_IN_PROGRESS                  | @Root | CF::Stack       | own             | User Initiated
   | Root | Root | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack       | own             |
   | Root | Root | UPDATE_COMPLETE                     | @Root | CF::Stack       | own             |
   | Root | Foo  | CREATE_IN_PROGRESS                  | ''    | AWS::SNS::Topic | time properties |
   | Root | Foo  | CREATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | Foo  | CREATE_COMPLETE                     | 1     | AWS::SNS::Topic | time properties |
   | Root | Foo  | UPDATE_IN_PROGRESS                  | 1     | AWS::SNS::Topic | time properties | Requested update requires the creation of a new physical resource; hence creating one.
   | Root | Foo  | UPDATE_IN_PROGRESS                  | 2     | AWS::SNS::Topic | time properties | Resource creation Initiated
   | Root | Foo  | UPDATE_COMPLETE                     | 2     | AWS::SNS::Topic | time properties |
   | Root | Foo  | DELETE_IN_PROGRESS DELETE_COMPLETE  | 1     | AWS::SNS::Topic | uuid            |
  `),
};

/** A topic is replaced, and what refers to it updated; then the stack is deleted. */
export const replacementWithDependent: Recording = {
  source: `${LOCALSTACK}/test_change_sets.snapshot.json`,
  date: '2025-08-05',
  order: 'within a resource',
  inPart: true,
  events: table(`
   | Root | Foo       | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SNS::Topic     | ? |
   | Root | Foo       | UPDATE_IN_PROGRESS UPDATE_COMPLETE | 2     | AWS::SNS::Topic     | ? |
   | Root | Foo       | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SNS::Topic     | ? |
   | Root | Foo       | DELETE_IN_PROGRESS DELETE_COMPLETE | 2     | AWS::SNS::Topic     | ? |
   | Root | Parameter | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Parameter | UPDATE_IN_PROGRESS UPDATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Parameter | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Root      | REVIEW_IN_PROGRESS                 | @Root | CF::Stack           | ? |
   | Root | Root      | CREATE_IN_PROGRESS CREATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root      | UPDATE_IN_PROGRESS UPDATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root      | DELETE_IN_PROGRESS DELETE_COMPLETE | @Root | CF::Stack           | ? |
  `),
};

/** DeletionPolicy Retain, and the stack is deleted. */
export const retainedAtDeletion: Recording = {
  source: `${LOCALSTACK}/engine/test_deletion_policy.snapshot.json`,
  date: '2026-01-23',
  order: 'within a resource',
  inPart: true,
  events: table(`
   | Root | MyParameter | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | MyParameter | DELETE_SKIPPED                     | 1     | AWS::SSM::Parameter | ? |
   | Root | Root        | REVIEW_IN_PROGRESS                 | @Root | CF::Stack           | ? |
   | Root | Root        | CREATE_IN_PROGRESS CREATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root        | DELETE_IN_PROGRESS DELETE_COMPLETE | @Root | CF::Stack           | ? |
  `),
};

/** UpdateReplacePolicy Retain, and the resource is replaced. */
export const retainedAtReplacement: Recording = {
  source: `${LOCALSTACK}/engine/test_update_policy.snapshot.json`,
  date: '2026-01-23',
  order: 'within a resource',
  inPart: true,
  events: table(`
   | Root | MyParameter | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | MyParameter | UPDATE_IN_PROGRESS UPDATE_COMPLETE | 2     | AWS::SSM::Parameter | ? |
   | Root | MyParameter | DELETE_SKIPPED                     | 1     | AWS::SSM::Parameter | ? |
   | Root | Root        | REVIEW_IN_PROGRESS                 | @Root | CF::Stack           | ? |
   | Root | Root        | CREATE_IN_PROGRESS CREATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root        | UPDATE_IN_PROGRESS UPDATE_COMPLETE | @Root | CF::Stack           | ? |
  `),
};

/** Three resources in a chain, added by an update; then the stack is deleted. */
export const deletionInOrder: Recording = {
  source: `${LOCALSTACK}/api/test_stacks.snapshot.json`,
  date: '2025-08-01',
  order: 'within a resource',
  inPart: true,
  events: table(`
   | Root | A     | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | A     | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | B     | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | B     | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | C     | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | C     | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Dummy | CREATE_IN_PROGRESS CREATE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Dummy | DELETE_IN_PROGRESS DELETE_COMPLETE | 1     | AWS::SSM::Parameter | ? |
   | Root | Root  | REVIEW_IN_PROGRESS                 | @Root | CF::Stack           | ? |
   | Root | Root  | CREATE_IN_PROGRESS CREATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root  | UPDATE_IN_PROGRESS UPDATE_COMPLETE | @Root | CF::Stack           | ? |
   | Root | Root  | DELETE_IN_PROGRESS DELETE_COMPLETE | @Root | CF::Stack           | ? |
  `),
};

/** An output asks for an attribute that there is not: nothing is made. */
export const failedOutput: Recording = {
  source: `${LOCALSTACK}/engine/test_attributes.snapshot.json`,
  date: '2023-08-01',
  inPart: true,
  events: table(`
   | Root | Root | REVIEW_IN_PROGRESS   | @Root | CF::Stack | own | User Initiated
   | Root | Root | CREATE_IN_PROGRESS   | @Root | CF::Stack | own | User Initiated
   | Root | Root | ROLLBACK_IN_PROGRESS | @Root | CF::Stack | own | <reason> Rollback requested by user.
   | Root | Root | ROLLBACK_COMPLETE    | @Root | CF::Stack | own |
  `),
};

/** An instance is replaced; what is attached to it gets another id and no Delete. */
export const replacementIn2018: Recording = {
  source: 'a public test fixture with answers of DescribeStackEvents, found by its words in a code search',
  date: '2018-02-26',
  region: 'us-east-1',
  events: table(`
    0.000 | Root | Root     | UPDATE_IN_PROGRESS                  | @Root | CF::Stack          | v1              | User Initiated
    7.805 | Root | Instance | UPDATE_IN_PROGRESS                  | 1     | AWS::EC2::Instance | time properties | Requested update requires the creation of a new physical resource; hence creating one.
    9.482 | Root | Instance | UPDATE_IN_PROGRESS                  | 2     | AWS::EC2::Instance | time properties | Resource creation Initiated
   43.127 | Root | Instance | UPDATE_COMPLETE                     | 2     | AWS::EC2::Instance | time properties |
   82.129 | Root | Root     | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack          | v1              |
   83.735 | Root | Instance | DELETE_IN_PROGRESS                  | 1     | AWS::EC2::Instance | uuid            |
  151.552 | Root | Instance | DELETE_COMPLETE                     | 1     | AWS::EC2::Instance | uuid            |
  151.984 | Root | Root     | UPDATE_COMPLETE                     | @Root | CF::Stack          | v1              |
  `),
};

/** A resource with DeletionPolicy Retain is removed by an update; the recording begins with the clean-up. */
export const skippedInCleanUp: Recording = {
  source: 'a public test fixture with answers of DescribeStackEvents, found by its words in a code search',
  date: '2024-09-25',
  region: 'eu-west-2',
  inPart: true,
  events: table(`
   | Root | Root            | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root | CF::Stack            | v1   |
   | Root | FunctionVersion | DELETE_SKIPPED                      | 1     | AWS::Lambda::Version | uuid |
   | Root | Root            | UPDATE_COMPLETE                     | @Root | CF::Stack            | v1   |
  `),
};

/** A creation by a change set fails: it and its rollback are two operations. */
export const creationRolledBack: Recording = {
  source: 'a public answer of `aws cloudformation describe-stack-events`, found by its words in a code search',
  date: '2026-09-20',
  region: 'us-east-1',
  events: table(`
    0.000 | Root | Root   | REVIEW_IN_PROGRESS   | @Root | CF::Stack       | v1                        | User Initiated
  281.877 | Root | Root   | CREATE_IN_PROGRESS   | @Root | CF::Stack       | v1 token op1              | User Initiated
  284.175 | Root | Bucket | CREATE_IN_PROGRESS   | ''    | AWS::S3::Bucket | time properties token op1 |
  285.219 | Root | Bucket | CREATE_IN_PROGRESS   | 1     | AWS::S3::Bucket | time properties token op1 | Resource creation Initiated
  287.238 | Root | Bucket | CREATE_FAILED        | 1     | AWS::S3::Bucket | time properties token op1 | <reason>
  287.576 | Root | Root   | ROLLBACK_IN_PROGRESS | @Root | CF::Stack       | v1 token op2              | The following resource(s) failed to create: [Bucket]. Rollback requested by user.
  289.204 | Root | Bucket | DELETE_IN_PROGRESS   | 1     | AWS::S3::Bucket | time properties token op2 |
  290.570 | Root | Bucket | DELETE_COMPLETE      | 1     | AWS::S3::Bucket | time properties token op2 |
  291.017 | Root | Root   | ROLLBACK_COMPLETE    | @Root | CF::Stack       | v1 token op2              |
  `),
};
