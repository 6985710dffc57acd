import type { GetTemplateSummaryInput, ValidateTemplateInput } from '@aws-sdk/client-cloudformation';
import { parseTemplate, type Template, validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import { capabilityFor, existingStack, templateBody } from './stack-input';

/** What a template holds, without a stack. */
export const summaryOperations = { GetTemplateSummary, ValidateTemplate };

function GetTemplateSummary(engine: Engine, input: GetTemplateSummaryInput) {
  if (!input.StackName) return summaryOf(templateBody(engine, input));
  const stack = existingStack(engine, input.StackName, (name) => `Stack with id ${name} does not exist`);
  // recorded by LocalStack (api/test_templates)
  if (stack.status === 'REVIEW_IN_PROGRESS')
    throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
  return summaryOf(stack.blueprint.body);
}

function ValidateTemplate(engine: Engine, input: ValidateTemplateInput) {
  const { Parameters, Description, Capabilities, CapabilitiesReason } = summaryOf(templateBody(engine, input));
  const parameters = Parameters.map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
    ParameterKey,
    DefaultValue,
    NoEcho,
    Description,
  }));
  return { Parameters: parameters, Description, Capabilities, CapabilitiesReason };
}

function summaryOf(body: string) {
  const template = parseTemplate(body);
  const byType = new Map<string, string[]>();
  for (const [logicalId, { Type }] of Object.entries(template.Resources))
    byType.set(Type, [...(byType.get(Type) ?? []), logicalId]);
  const types = [...byType.keys()];
  return {
    Description: template.Description,
    Parameters: parametersOf(template),
    ...capabilitiesOf(template),
    ResourceTypes: types,
    Version: template.AWSTemplateFormatVersion,
    Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    ResourceIdentifierSummaries: types.map((ResourceType) => ({
      ResourceType,
      LogicalResourceIds: byType.get(ResourceType),
    })),
  };
}

function capabilitiesOf(template: Template) {
  const needed = capabilityFor(template);
  if (!needed) return {};
  const { capability, types } = needed;
  const CapabilitiesReason = `The following resource(s) require capabilities: [${types.join(', ')}]`;
  return { Capabilities: [capability], CapabilitiesReason };
}

const parametersOf = ({ Parameters }: Template) =>
  Object.entries(Parameters).map(([ParameterKey, definition]) => ({
    ParameterKey,
    DefaultValue: definition.Default === undefined ? undefined : String(definition.Default),
    ParameterType: definition.Type,
    NoEcho: String(definition.NoEcho) === 'true',
    Description: definition.Description,
    ParameterConstraints: { AllowedValues: definition.AllowedValues?.map(String) ?? [] },
  }));
