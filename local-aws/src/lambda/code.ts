import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import type { ObjectStore, Properties } from '../kernel/types';
import { invalidParameter } from './errors';
import { linkSdk } from './runtime-modules';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestUnzipped = 262_144_000;

export interface Code {
  readonly folder: string;
  /** The folder with the runtime's own modules. */
  readonly runtimeModules?: string;
  /** Base64, as GetFunctionConfiguration shows it. */
  readonly sha256: string;
  readonly size: number;
}

/** The unpacked code of functions, one subfolder for each content: in a folder that stays, or in a temp folder. */
export class CodeStore {
  private root?: string;

  constructor(
    private readonly objects: ObjectStore,
    private readonly lasting?: string,
  ) {
    this.root = lasting;
  }

  /** From the `Code` property of AWS::Lambda::Function, or from an archive that the API received. */
  load(code: Properties): Code {
    if (typeof code?.ZipFile === 'string') return this.unpack(Buffer.from(code.ZipFile), inlineFiles);
    if (Buffer.isBuffer(code?.Archive)) return this.unpack(code.Archive, unzip);
    if (!code?.S3Bucket || !code?.S3Key) throw invalidParameter('Please provide a source for function code.');
    return this.unpack(this.objects.get(code.S3Bucket, code.S3Key), unzip);
  }

  removeAll(): void {
    if (this.lasting || !this.root) return;
    rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
  }

  private unpack(content: Buffer, filesOf: (content: Buffer) => Record<string, Uint8Array>): Code {
    const digest = createHash('sha256').update(content).digest();
    this.root ??= mkdtempSync(join(tmpdir(), 'local-lambda-'));
    const folder = join(this.root, digest.toString('hex'));
    if (!existsSync(folder)) writeFiles(folder, filesOf(content));
    return { folder, runtimeModules: linkSdk(this.root), sha256: digest.toString('base64'), size: content.length };
  }
}

const inlineFiles = (source: Buffer): Record<string, Uint8Array> => ({
  'index.js': source,
  'node_modules/cfn-response.js': readFileSync(join(__dirname, 'cfn-response.cjs')),
});

function unzip(archive: Buffer): Record<string, Uint8Array> {
  let size = 0;
  const filter = ({ originalSize }: { originalSize: number }) => {
    size += originalSize;
    if (size > largestUnzipped) throw invalidParameter(`Unzipped size must be smaller than ${largestUnzipped} bytes`);
    return true;
  };
  try {
    return unzipSync(archive, { filter });
  } catch (error) {
    if ((error as Error).name === 'InvalidParameterValueException') throw error;
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  const paths = Object.keys(files).map((name) => [name, inside(folder, name)] as const);
  mkdirSync(folder, { recursive: true });
  for (const [name, path] of paths) {
    if (name.endsWith('/')) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, files[name]);
  }
}

/** An archive may name files outside of its folder ("zip slip"). */
function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (path.startsWith(folder + sep) && !name.includes('\\')) return path;
  throw invalidParameter(`The archive holds ${JSON.stringify(name)}, which is outside of the function's folder.`);
}
