/** One call of a service, as GET /_local/calls shows it. */
export interface JournalEntry {
  readonly requestId: string;
  /** When it arrived, on the local clock. */
  readonly time: string;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  /** ARN of who called. */
  readonly caller: string;
  /** 'pending', 'ok' or the error's code. */
  outcome: string;
  status?: number;
}

const CAPACITY = 100_000;
const LONGEST_TEXT = 4_096;
const MOST_MEMBERS = 200;
const DEEPEST = 16;
const SECRET_NAMES = /^(SecretAccessKey|SessionToken|Password)$/i;

/** Every call in the order of arrival. Bounded: the oldest are forgotten. */
export class Journal {
  private entries: JournalEntry[] = [];

  constructor(private readonly capacity = CAPACITY) {}

  open(call: Omit<JournalEntry, 'outcome' | 'status'>): JournalEntry {
    const entry: JournalEntry = { ...call, input: withoutSecrets(call.input), outcome: 'pending' };
    this.entries.push(entry);
    // in one go now and then: shift() for each call would copy the whole array each time
    if (this.entries.length >= this.capacity * 1.1) this.entries = this.entries.slice(-this.capacity);
    return entry;
  }

  list(): readonly JournalEntry[] {
    return this.entries.slice(-this.capacity);
  }

  clear(): void {
    this.entries = [];
  }
}

/** A copy fit to be kept and shown: no bodies, no signed URLs, nothing of unbounded size. */
function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shorten(value.replace(/\?[^\s"]*X-Amz-Signature=[^\s"]*/gi, '?…'));
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .map(([name, item]) => [name, SECRET_NAMES.test(name) ? '…' : withoutSecrets(item, depth + 1)]),
  );
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)`;
}
