import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Where the service is reached from every site; addresses of this machine alone, from the range for benchmarks (RFC 2544). */
export const serviceAddresses = { behindRelay: '198.18.0.1', relay: '198.18.0.2' } as const;

/** The addresses through which sites reach the service, on loopback for as long as the run lasts. */
export async function openServiceAddresses(): Promise<AsyncDisposable> {
  const addresses = Object.values(serviceAddresses);
  for (const address of addresses) await ip('addr', 'replace', `${address}/32`, 'dev', 'lo');
  return {
    async [Symbol.asyncDispose]() {
      for (const address of addresses) await ip('addr', 'del', `${address}/32`, 'dev', 'lo');
    },
  };
}

/**
 * The network of one site: a namespace with one cable to the service. What is lost or blocked is dropped where it
 * arrives, at either end, so that no sender is told of it. Both ways always meet the same.
 */
export class SiteNetwork implements AsyncDisposable {
  readonly name: string;
  readonly #cable: string;
  readonly #subnet: string;
  #host = 2;

  private constructor(name: string, number: number) {
    this.name = name;
    this.#cable = `bs-${number}`;
    this.#subnet = `198.18.${number}`;
  }

  /** @param number from 1 to 254; no two sites have the same. */
  static async create(name: string, number: number): Promise<SiteNetwork> {
    const site = new SiteNetwork(name, number);
    await site.#lay();
    return site;
  }

  /** The cable is pulled out. */
  async cut(): Promise<void> {
    await ip('link', 'set', this.#cable, 'down');
  }

  async mend(): Promise<void> {
    await ip('link', 'set', this.#cable, 'up');
  }

  /** The site's device gets another address, as on another Wi-Fi, and what was open on the one before is dead. */
  async changeAddress(): Promise<void> {
    await this.#inside('ip', 'addr', 'del', `${this.#address}/24`, 'dev', 'site');
    this.#host = this.#host === 200 ? 2 : this.#host + 1;
    await this.#inside('ip', 'addr', 'add', `${this.#address}/24`, 'dev', 'site');
    await this.#inside('ip', 'route', 'replace', 'default', 'via', this.#gateway);
  }

  async lose(percent: number): Promise<void> {
    await this.#drop(`numgen random mod 100 < ${percent} drop`);
  }

  async blockUdp(): Promise<void> {
    await this.#drop('meta l4proto udp drop');
  }

  /** What the strictest firewalls leave. */
  async blockAllBut443(): Promise<void> {
    // Not as one rule with two `!=`: nft 1.0.6 folds them into a comparison of both ports at once, which drops everything.
    const left = ['tcp dport 443 accept', 'tcp sport 443 accept'];
    await this.#drop(...left, 'meta l4proto { tcp, udp } drop');
  }

  async narrow(kbitPerSecond: number): Promise<void> {
    const shape = ['root', 'tbf', 'rate', `${kbitPerSecond}kbit`, 'burst', '3000', 'latency', '400ms'];
    await exec('tc', ['qdisc', 'replace', 'dev', this.#cable, ...shape]);
    await this.#inside('tc', 'qdisc', 'replace', 'dev', 'site', ...shape);
  }

  /** Takes back whatever was done to it, but for its address. */
  async heal(): Promise<void> {
    await this.mend();
    for (const [where, name] of [
      [this.#outside, this.name],
      [this.#inside, this.name],
    ] as const)
      await where.call(this, 'nft', 'delete', 'table', 'inet', name).catch(ignoreNoTable);
    await exec('tc', ['qdisc', 'del', 'dev', this.#cable, 'root']).catch(ignoreNoQueue);
    await this.#inside('tc', 'qdisc', 'del', 'dev', 'site', 'root').catch(ignoreNoQueue);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.heal();
    await ip('netns', 'del', this.name);
  }

  get #gateway(): string {
    return `${this.#subnet}.1`;
  }

  get #address(): string {
    return `${this.#subnet}.${this.#host}`;
  }

  async #lay(): Promise<void> {
    // A run that was killed may have left its own; cables go with their namespace, though not at once.
    await ip('netns', 'del', this.name).catch(ignoreNoNamespace);
    await ip('link', 'del', this.#cable).catch(ignoreNoDevice);
    await ip('netns', 'add', this.name);
    await ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'site', 'netns', this.name);
    await ip('addr', 'add', `${this.#gateway}/24`, 'dev', this.#cable);
    await ip('link', 'set', this.#cable, 'up');
    await this.#inside('ip', 'addr', 'add', `${this.#address}/24`, 'dev', 'site');
    for (const device of ['lo', 'site']) await this.#inside('ip', 'link', 'set', device, 'up');
    await this.#inside('ip', 'route', 'add', 'default', 'via', this.#gateway);
  }

  async #drop(...rules: string[]): Promise<void> {
    for (const [where, device] of [
      [this.#outside, this.#cable],
      [this.#inside, 'site'],
    ] as const) {
      const chain = rules.map((rule) => `iifname "${device}" ${rule};`).join(' ');
      const hook = 'type filter hook prerouting priority raw; policy accept;';
      await where.call(this, 'nft', `table inet ${this.name} { chain arriving { ${hook} ${chain} }; }`);
    }
  }

  async #outside(program: string, ...args: string[]): Promise<void> {
    await exec(program, args);
  }

  async #inside(program: string, ...args: string[]): Promise<void> {
    await exec('ip', ['netns', 'exec', this.name, program, ...args]);
  }
}

async function ip(...args: string[]): Promise<void> {
  await exec('ip', args);
}

const ignoreNoNamespace = ignoring(/No such file/);
const ignoreNoDevice = ignoring(/Cannot find device/);
const ignoreNoTable = ignoring(/No such file/);
const ignoreNoQueue = ignoring(/handle of zero|No such file/);

function ignoring(expected: RegExp): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && expected.test(error.message))) throw error;
  };
}
