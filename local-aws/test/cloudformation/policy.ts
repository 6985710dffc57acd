/* Stack policies and their statements, as requests have them. */

export const statement = (Effect: string, Action: unknown, more: object = {}) => ({
  ...{ Effect, Action, Principal: '*', Resource: '*' },
  ...more,
});
export const policy = (...Statement: object[]) => ({ StackPolicyBody: JSON.stringify({ Statement }) });
export const ALLOW_ALL = statement('Allow', 'Update:*');
