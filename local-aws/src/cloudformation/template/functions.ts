import { getAttTarget, intrinsicCall, RULE_FUNCTIONS } from './intrinsics';
import type { Template } from './template';
import { validationError } from './validation-error';

/* What each function takes: refused as the template comes, before anything is made. */

type Check = (argument: unknown, conditions: Readonly<Record<string, unknown>>) => boolean;

const isText = (value: unknown): boolean => typeof value !== 'object';
const isList = (least: number, most = least): Check => {
  return (argument) => Array.isArray(argument) && argument.length >= least && argument.length <= most;
};
const booleans = 'a list of at least 2 and at most 10 boolean parameters.';

/** In CloudFormation's words: recorded by LocalStack (engine/test_conditions) or widely reported. */
const SHAPES: Readonly<Record<string, { readonly isRight: Check; readonly message: string }>> = {
  'Fn::GetAtt': {
    isRight: (argument) => {
      if (typeof argument !== 'string' && !Array.isArray(argument)) return false;
      const { logicalId, attribute } = getAttTarget(argument);
      return isText(logicalId) && logicalId !== '' && attribute !== '' && attribute !== undefined;
    },
    message: 'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  },
  'Fn::If': { isRight: isList(3), message: 'Fn::If requires a list argument with three elements' },
  'Fn::Equals': { isRight: isList(2), message: 'every Fn::Equals object requires a list of 2 string parameters.' },
  'Fn::And': { isRight: isList(2, 10), message: `every Fn::And object requires ${booleans}` },
  'Fn::Or': { isRight: isList(2, 10), message: `every Fn::Or object requires ${booleans}` },
  'Fn::Not': { isRight: isList(1), message: 'every Fn::Not object requires one boolean parameter.' },
  'Fn::Select': {
    isRight: (argument) =>
      Array.isArray(argument) &&
      argument.length === 2 &&
      (typeof argument[0] === 'object' || /^\d+$/.test(String(argument[0]))) &&
      typeof argument[1] === 'object',
    message: 'Fn::Select requires a list argument with two elements: an integer index and a list',
  },
  'Fn::Join': {
    isRight: (argument) => Array.isArray(argument) && argument.length === 2 && typeof argument[1] === 'object',
    message:
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  },
  'Fn::Split': {
    isRight: isList(2),
    message:
      'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  },
  'Fn::FindInMap': {
    isRight: isList(3, 4),
    message:
      'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  },
  'Fn::Sub': {
    isRight: (argument) =>
      typeof argument === 'string' || (isList(2)(argument, {}) && typeof (argument as unknown[])[0] === 'string'),
    message:
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  },
};

export function checkFunctions({ Resources, Outputs, Conditions }: Template): void {
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const call = Array.isArray(value) ? undefined : intrinsicCall(value);
    if (call) checkCall(call.name, call.argument, Conditions);
    for (const item of Object.values(call ? { argument: call.argument } : value)) check(item);
  };
  for (const { Metadata: _, ...definition } of Object.values(Resources)) {
    requireCondition(definition.Condition, Conditions, 'Resources');
    check(definition.Properties);
    check([definition.DeletionPolicy, definition.UpdateReplacePolicy]);
  }
  for (const { Condition, Value, Export } of Object.values(Outputs)) {
    requireCondition(Condition, Conditions, 'Outputs');
    check([Value, Export]);
  }
  check(Conditions);
}

function checkCall(name: string, argument: unknown, conditions: Template['Conditions']): void {
  if (RULE_FUNCTIONS.has(name)) throw validationError(`Template error: ${name} can only be used in Rules`);
  const shape = SHAPES[name];
  if (shape && !shape.isRight(argument, conditions)) throw validationError(`Template error: ${shape.message}`);
  if (name === 'Fn::If') {
    const [condition] = argument as unknown[];
    if (!Object.hasOwn(conditions, String(condition)))
      throw validationError(`Template error: unresolved condition dependency ${condition} in Fn::If`);
  }
}

function requireCondition(name: string | undefined, conditions: Template['Conditions'], block: string): void {
  if (name === undefined || Object.hasOwn(conditions, name)) return;
  throw validationError(
    `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
  );
}
