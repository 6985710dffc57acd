import { readFileSync } from 'node:fs';
import { App, CfnOutput, CfnParameter, CustomResource, NestedStack, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/*
 * A small app of three stacks. Context: size is a property of the custom resources, fail the request that they answer
 * with FAILED, broken adds a resource that cannot be made, protect protects stack Base from deletion, sizeFile is a file
 * with the size.
 */

class Base extends Stack {
  readonly topic = new Topic(this, 'Topic', { displayName: this.node.tryGetContext('displayName') ?? 'first' });

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const word = new CfnParameter(this, 'Word', { default: 'hi' });
    const thing = custom(this, 'Thing', provider(this));
    if (this.node.tryGetContext('broken')) {
      custom(this, 'Broken', provider(this), 'Create').node.addDependency(thing);
    }
    new CfnOutput(this, 'Answer', { value: thing.getAttString('Answer') });
    new CfnOutput(this, 'Word2', { value: word.valueAsString });
  }
}

class Outer extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const inner = new NestedStack(this, 'Inner');
    custom(inner, 'Thing', provider(inner));
    const other = new NestedStack(this, 'Other');
    other.addDependency(inner);
    if (this.node.tryGetContext('broken')) custom(other, 'Broken', provider(other), 'Create');
    else new Topic(other, 'Topic');
  }
}

function custom(scope: Construct, id: string, serviceToken: string, fail = scope.node.tryGetContext('fail')) {
  const properties = { Size: sizeOf(scope), Fail: fail ?? '' };
  return new CustomResource(scope, id, { resourceType: 'Custom::Thing', serviceToken, properties });
}

function sizeOf({ node }: Construct): string {
  const file = node.tryGetContext('sizeFile');
  return file ? readFileSync(file, 'utf8') : (node.tryGetContext('size') ?? '1');
}

/** From an asset, so that something is published. */
function provider(scope: Construct): string {
  const code = Code.fromAsset(`${__dirname}/cdk-provider`);
  const known = scope.node.tryFindChild('Provider') as LambdaFunction | undefined;
  const made =
    known ?? new LambdaFunction(scope, 'Provider', { runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code });
  return made.functionArn;
}

const app = new App();
const base = new Base(app, 'Base', { terminationProtection: Boolean(app.node.tryGetContext('protect')) });
const second = new Stack(app, 'Second');
new CfnOutput(second, 'TopicOfBase', { value: base.topic.topicArn });
new Topic(second, 'Topic');
new Outer(app, 'Outer');
