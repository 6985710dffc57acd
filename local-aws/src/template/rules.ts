import { resolve, type Scope } from './intrinsics';
import type { RuleDefinition, Template } from './template';
import { formatError, validationError } from './validation-error';

/**
 * A template's demands on its parameters, such as CDK's bootstrap version.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function checkRules({ Rules }: Template, scope: Scope): void {
  for (const [name, rule] of Object.entries(Rules)) checkShape(name, rule);
  for (const [name, rule] of Object.entries(Rules)) if (applies(rule, scope)) checkAssertions(name, rule, scope);
}

function checkShape(name: string, rule: RuleDefinition): void {
  const unknown = Object.keys(rule).find((member) => member !== 'Assertions' && member !== 'RuleCondition');
  if (unknown) throw validationError(`Invalid template rule property '${unknown}'`);
  const { Assertions } = rule;
  if (!Array.isArray(Assertions) || Assertions.some(({ Assert }) => typeof Assert !== 'object' || Assert === null))
    throw formatError(`the rule ${name} must have Assertions, each with a function to Assert`);
}

const applies = ({ RuleCondition }: RuleDefinition, scope: Scope): boolean =>
  RuleCondition === undefined || Boolean(resolve(RuleCondition, scope));

function checkAssertions(name: string, { Assertions = [] }: RuleDefinition, scope: Scope): void {
  for (const { Assert, AssertDescription } of Assertions) {
    if (resolve(Assert, scope)) continue;
    throw validationError(AssertDescription ?? `Template error: an assertion of the rule ${name} does not hold`);
  }
}
