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
  /** What the error says. */
  message?: string;
  status?: number;
}

const CAPACITY = 100_000;
/** The total of all inputs, in characters. */
const ROOM = 50_000_000;
/** The limit of one input. */
const LARGEST_INPUT = 50_000;
const LONGEST_TEXT = 4_096;
const MOST_MEMBERS = 200;
const DEEPEST = 16;
const SECRET_NAMES = /^(SecretAccessKey|SessionToken|Password)$/i;

/** Every call in the order of arrival. It is bounded: the oldest calls are dropped. */
export class Journal {
  private entries: JournalEntry[] = [];
  private readonly sizes = new WeakMap<JournalEntry, number>();
  private size = 0;

  constructor(
    private readonly capacity = CAPACITY,
    private readonly room = ROOM,
  ) {}

  open(call: Omit<JournalEntry, 'outcome' | 'status'>): JournalEntry {
    const budget: Budget = { left: LARGEST_INPUT };
    const entry: JournalEntry = { ...call, input: withoutSecrets(call.input, budget), outcome: 'pending' };
    this.entries.push(entry);
    this.sizes.set(entry, LARGEST_INPUT - budget.left);
    this.size += LARGEST_INPUT - budget.left;
    // all at once from time to time: shift() for each call would copy the whole array each time
    if (this.entries.length >= this.capacity * 1.1 || this.size > this.room * 1.1) this.forgetOldest();
    return entry;
  }

  private forgetOldest(): void {
    let from = Math.max(0, this.entries.length - this.capacity);
    const sizes = this.entries.map((entry) => this.sizes.get(entry) ?? 0);
    this.size = sizes.slice(from).reduce((sum, size) => sum + size, 0);
    while (this.size > this.room) this.size -= sizes[from++] ?? 0;
    this.entries = this.entries.slice(from);
  }

  list(): readonly JournalEntry[] {
    return this.entries.slice(-this.capacity);
  }

  clear(): void {
    this.entries = [];
    this.size = 0;
  }
}

interface Budget {
  left: number;
}

/** A copy that is safe to keep and show: no bodies, no signed URLs, nothing of unbounded size. */
function withoutSecrets(value: unknown, budget: Budget, depth = 0): unknown {
  if (typeof value === 'string')
    return spend(budget, shorten(value.replace(/\?[^\s"]*X-Amz-Signature=[^\s"]*/gi, '?…')));
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST || budget.left <= 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map((item) => withoutSecrets(item, budget, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .map(([name, item]) => [
        spend(budget, shorten(name)),
        SECRET_NAMES.test(name) ? '…' : withoutSecrets(item, budget, depth + 1),
      ]),
  );
}

function spend(budget: Budget, text: string): string {
  const kept = text.slice(0, Math.max(0, budget.left));
  budget.left -= text.length;
  return kept.length < text.length ? `${kept}…` : text;
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)`;
}
