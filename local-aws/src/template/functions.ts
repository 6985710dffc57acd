import { getAttTarget, intrinsicCall, RULE_FUNCTIONS, substitutionsOf } from './intrinsics';
import { callsIn } from './references';
import { isMap, type Template } from './template';
import { formatError, validationError } from './validation-error';

/* The arguments of each function. Wrong ones are refused when the template comes, before anything is made. */

type Check = (argument: unknown) => boolean;

const isText = (value: unknown): boolean => typeof value !== 'object';
/** A text, or a function that may return one. */
const mayBeText = (value: unknown): boolean => isText(value) || isMap(value);
const isList = (least: number, most = least): Check => {
  return (argument) => Array.isArray(argument) && argument.length >= least && argument.length <= most;
};
const isListOf = (isRight: (item: unknown) => boolean, least: number, most = least): Check => {
  return (argument) =>
    Array.isArray(argument) && argument.length >= least && argument.length <= most && argument.every(isRight);
};
/** For a list that stands in the template. */
const isBeyond = (index: unknown, list: unknown): boolean => Array.isArray(list) && Number(index) >= list.length;
const booleans = 'a list of at least 2 and at most 10 boolean parameters.';

/** In CloudFormation's words: recorded by LocalStack (engine/test_conditions) or widely reported. */
const SHAPES: Readonly<Record<string, { readonly isRight: Check; readonly message: string }>> = {
  Ref: { isRight: isText, message: 'every Ref object must have a single String value.' },
  'Fn::GetAtt': {
    isRight: (argument) => {
      if (typeof argument !== 'string' && !Array.isArray(argument)) return false;
      const { logicalId, attribute } = getAttTarget(argument);
      return isText(logicalId) && logicalId !== '' && attribute !== '' && attribute !== undefined;
    },
    message: 'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  },
  'Fn::If': { isRight: isList(3), message: 'Fn::If requires a list argument with three elements' },
  'Fn::Equals': {
    isRight: isListOf(mayBeText, 2),
    message: 'every Fn::Equals object requires a list of 2 string parameters.',
  },
  'Fn::And': { isRight: isListOf(isMap, 2, 10), message: `every Fn::And object requires ${booleans}` },
  'Fn::Or': { isRight: isListOf(isMap, 2, 10), message: `every Fn::Or object requires ${booleans}` },
  'Fn::Not': { isRight: isListOf(isMap, 1), message: 'every Fn::Not object requires one boolean parameter.' },
  'Fn::Select': {
    isRight: (argument) =>
      Array.isArray(argument) &&
      argument.length === 2 &&
      (typeof argument[0] === 'object' || /^\d+$/.test(String(argument[0]))) &&
      typeof argument[1] === 'object' &&
      !isBeyond(argument[0], argument[1]),
    message: 'Fn::Select requires a list argument with two elements: an integer index and a list',
  },
  'Fn::Join': {
    isRight: (argument) =>
      isList(2)(argument) &&
      isText((argument as unknown[])[0]) &&
      (isMap((argument as unknown[])[1]) ||
        isListOf(mayBeText, 0, Number.POSITIVE_INFINITY)((argument as unknown[])[1])),
    message:
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  },
  'Fn::Split': {
    isRight: (argument) =>
      isListOf(mayBeText, 2)(argument) && isText((argument as unknown[])[0]) && (argument as unknown[])[0] !== '',
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
      typeof argument === 'string' ||
      (isList(2)(argument) && typeof (argument as unknown[])[0] === 'string' && isMap((argument as unknown[])[1])),
    message:
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  },
  'Fn::Base64': {
    isRight: mayBeText,
    message: 'every Fn::Base64 object must have a String-typed value.',
  },
  'Fn::GetAZs': { isRight: mayBeText, message: 'every Fn::GetAZs object must have a String-typed value.' },
  'Fn::ImportValue': {
    isRight: mayBeText,
    message: 'the attribute in Fn::ImportValue must be a string or a function that returns a string',
  },
  'Fn::GetStackOutput': {
    isRight: (argument) =>
      isMap(argument) &&
      ['StackName', 'OutputName'].every((name) => mayBeText((argument as Record<string, unknown>)[name] ?? [])) &&
      ['Region', 'RoleArn'].every((name) => mayBeText((argument as Record<string, unknown>)[name] ?? '')),
    message:
      'every Fn::GetStackOutput object requires a StackName and an OutputName, and may have a Region and a RoleArn',
  },
};

export function checkFunctions({ Resources, Outputs, Conditions }: Template): void {
  for (const { Metadata: _, ...definition } of Object.values(Resources)) {
    requireCondition(definition.Condition, Conditions, 'Resources');
    checkIn([definition.Properties, definition.DeletionPolicy, definition.UpdateReplacePolicy], Conditions);
  }
  for (const { Condition, Value, Export } of Object.values(Outputs)) {
    requireCondition(Condition, Conditions, 'Outputs');
    checkIn([Value, Export], Conditions);
  }
  // these words too are reported in aws-cloudformation/cfn-lint#4519
  if (callsIn(Conditions).some(({ name }) => name === 'Fn::GetStackOutput'))
    throw validationError('Template error: Cannot use Fn::GetStackOutput in Conditions.');
  for (const condition of Object.values(Conditions)) checkCondition(condition, Conditions);
}

const BOOLEAN = new Set(['Condition', 'Fn::And', 'Fn::Equals', 'Fn::Not', 'Fn::Or']);

function checkCondition(value: unknown, conditions: Template['Conditions']): void {
  const call = isMap(value) ? intrinsicCall(value) : undefined;
  if (!call || !BOOLEAN.has(call.name))
    throw formatError('Conditions can only be boolean operations on parameters and other conditions');
  checkCall(call.name, call.argument, conditions);
  if (call.name === 'Condition') return;
  for (const item of call.argument)
    if (call.name === 'Fn::Equals') checkIn(item, conditions);
    else checkCondition(item, conditions);
}

/** Where values are wanted, and not conditions. */
function checkIn(value: unknown, conditions: Template['Conditions']): void {
  if (typeof value !== 'object' || value === null) return;
  const call = Array.isArray(value) ? undefined : intrinsicCall(value);
  if (call) checkCall(call.name, call.argument, conditions);
  if (call && call.name !== 'Condition' && BOOLEAN.has(call.name))
    throw validationError(`Template error: ${call.name} can only be used in Conditions and Rules`);
  for (const item of Object.values(call ? { argument: call.argument } : value)) checkIn(item, conditions);
}

function checkCall(name: string, argument: unknown, conditions: Template['Conditions']): void {
  if (RULE_FUNCTIONS.has(name)) throw validationError(`Template error: ${name} can only be used in Rules`);
  const shape = SHAPES[name];
  if (shape && !shape.isRight(argument)) throw validationError(`Template error: ${shape.message}`);
  if (name === 'Fn::Sub') checkSub(argument as Parameters<typeof substitutionsOf>[0]);
  if (name === 'Fn::If') {
    const [condition] = argument as unknown[];
    if (!Object.hasOwn(conditions, String(condition)))
      throw validationError(`Template error: unresolved condition dependency ${condition} in Fn::If`);
  }
}

function checkSub(argument: Parameters<typeof substitutionsOf>[0]): void {
  const { text, variables } = substitutionsOf(argument);
  const names = [...text.matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name = '']) => name.trim());
  if (!names.every((name) => /^[\w.:]+$/.test(name)))
    throw validationError(
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  if (!Object.values(variables).every(mayBeText))
    throw validationError(`Template error: ${SHAPES['Fn::Sub']?.message}`);
}

function requireCondition(name: string | undefined, conditions: Template['Conditions'], block: string): void {
  if (name === undefined || Object.hasOwn(conditions, name)) return;
  throw formatError(`Unresolved condition dependency ${name} in the ${block} block of the template`);
}
