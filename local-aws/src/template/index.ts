/* Templates of CloudFormation, read and resolved as CloudFormation does: the door of this part. */

export {
  type Blueprint,
  EMPTY_BLUEPRINT,
  makeBlueprint,
  type Pseudo,
  stackRef,
  staticRef,
} from './blueprint';
export { inDependencyOrder, referencesIn } from './graph';
export { intrinsicCall, NO_VALUE, resolve, type Scope, type StackOutputReference } from './intrinsics';
export { bindParameters } from './parameters';
export { parseTemplate } from './parse';
export { notText } from './sections';
export type { ParameterDefinition, ResourceDefinition, Template } from './template';
export { validationError } from './validation-error';
