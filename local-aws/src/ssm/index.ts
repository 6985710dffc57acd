import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ssm';
import type { Environment, Operation, ParameterStore, Properties, ResourceType, Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { type NewParameter, type StoredParameter, StoredParameters } from './parameters';

/** SSM Parameter Store. */
export function createSsm(env: Environment): {
  parameters: ParameterStore;
  service: Service;
  resourceTypes: Record<string, ResourceType>;
} {
  const store = new StoredParameters(env);
  return {
    parameters: { value: (name, version) => store.find(name, version)?.value },
    service: ssmService(store),
    resourceTypes: { 'AWS::SSM::Parameter': parameterType(store) },
  };
}

function ssmService(store: StoredParameters): Service {
  return {
    signingName: 'ssm',
    protocol: jsonProtocol({ target: 'AmazonSSM' }),
    operations: { ...readOperations(store), ...writeOperations(store), ...tagOperations(store) },
    // a stack in one Region writes what stacks in others read; there is one store, but each call is for its Region
    authorizations: (operation, { Name, Names, Path, ResourceId }: Input, { region }) =>
      [Names ?? Name ?? Path ?? ResourceId].flat().map((name) => ({
        action: `ssm:${operation}`,
        resource: store.arnOf(String(name), region),
      })),
    reset: () => store.reset(),
  };
}

/** The members of any request that name its subject. */
interface Input {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly ResourceId?: string;
}

function readOperations(store: StoredParameters): Record<string, Operation> {
  const shown = ({ name, type, value, version, modified }: StoredParameter, region: string) => ({
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: modified,
    ARN: store.arnOf(name, region),
    DataType: 'text',
  });
  return {
    GetParameter: ({ Name = '' }: sdk.GetParameterRequest, { region }) => ({
      Parameter: shown(store.get(Name), region),
    }),
    GetParameters({ Names = [] }: sdk.GetParametersRequest, { region }) {
      const found = Names.flatMap((name) => store.find(name) ?? []);
      return {
        Parameters: found.map((one) => shown(one, region)),
        InvalidParameters: Names.filter((name) => !store.find(name)),
      };
    },
    GetParametersByPath(
      { Path = '/', Recursive, MaxResults = 10, NextToken = '0' }: sdk.GetParametersByPathRequest,
      { region },
    ) {
      const found = store.below(Path, Recursive === true);
      const [from, to] = [Number(NextToken), Number(NextToken) + MaxResults];
      return {
        Parameters: found.slice(from, to).map((one) => shown(one, region)),
        ...(to < found.length ? { NextToken: String(to) } : {}),
      };
    },
  };
}

function writeOperations(store: StoredParameters): Record<string, Operation> {
  return {
    PutParameter({ Overwrite, Tags = [], ...input }: sdk.PutParameterRequest) {
      const { name, version } = store.put({ ...wanted(input), overwrite: Overwrite });
      store.tag(name, tagMapOf(Tags));
      return { Version: version, Tier: 'Standard' };
    },
    DeleteParameter: ({ Name = '' }: sdk.DeleteParameterRequest) => store.delete(Name),
    DeleteParameters({ Names = [] }: sdk.DeleteParametersRequest) {
      const there = Names.filter((name) => store.find(name));
      for (const name of there) store.delete(name);
      return { DeletedParameters: there, InvalidParameters: Names.filter((name) => !there.includes(name)) };
    },
  };
}

/** The CDK marks with tags which stacks of other Regions read a parameter. */
function tagOperations(store: StoredParameters): Record<string, Operation> {
  return {
    ListTagsForResource: ({ ResourceId = '' }: sdk.ListTagsForResourceRequest) => ({
      TagList: Object.entries(store.tagged(ResourceId)).map(([Key, Value]) => ({ Key, Value })),
    }),
    AddTagsToResource({ ResourceId = '', Tags = [] }: sdk.AddTagsToResourceRequest) {
      store.tagged(ResourceId);
      store.tag(ResourceId, tagMapOf(Tags));
      return {};
    },
    RemoveTagsFromResource({ ResourceId = '', TagKeys = [] }: sdk.RemoveTagsFromResourceRequest) {
      for (const key of TagKeys) delete store.tagged(ResourceId)[key];
      return {};
    },
  };
}

const tagMapOf = (tags: readonly sdk.Tag[]) => Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

function parameterType(store: StoredParameters): ResourceType {
  const put = (name: string, properties: Properties, overwrite: boolean) => {
    store.put({ ...wanted({ ...properties, Name: name }), overwrite });
    return { physicalId: name, attributes: { Type: properties.Type, Value: properties.Value } };
  };
  return {
    replaceOn: ['Name'],
    // as aws-cloudformation/aws-cloudformation-resource-providers-ssm names it
    create: async ({ properties, logicalId }) =>
      put(properties.Name ?? `CFN-${logicalId}-${randomUUID().slice(-12)}`, properties, false),
    update: async ({ physicalId, properties }) => put(physicalId, properties, true),
    async delete({ physicalId }) {
      if (store.find(physicalId)) store.delete(physicalId);
    },
  };
}

/** The API's members and the resource type's properties have the same names. */
function wanted({ Name, Type, Value, Description, AllowedPattern }: Properties): NewParameter {
  return { name: Name, type: Type, value: String(Value), description: Description, allowedPattern: AllowedPattern };
}
