const response = require('cfn-response');

/** Does what the property `Does` of a custom resource says: fails the request that it names, or is silent. Else an echo. */
exports.handler = (event, context) => {
  const { Does = '' } = event.ResourceProperties ?? {};
  if (event.throw) throw new TypeError(event.throw);
  if (!event.RequestType) return context.succeed(event);
  if (Does === 'silence') return context.succeed();
  const failed = Does === event.RequestType || Does === 'fail';
  const id = event.PhysicalResourceId ?? `id-${event.LogicalResourceId}`;
  console.log(event.RequestType, event.LogicalResourceId);
  response.send(event, context, failed ? 'FAILED' : 'SUCCESS', { Answer: '42' }, id);
};
