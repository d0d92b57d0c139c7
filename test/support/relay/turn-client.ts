import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

export type TurnCredentials = { username: string; credential: string };

const cookie = 0x2112a442;
const method = { allocate: 0x003, refresh: 0x004, createPermission: 0x008 };
const attribute = {
  username: 0x0006,
  integrity: 0x0008,
  errorCode: 0x0009,
  peer: 0x0012,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  family: 0x0017,
  transport: 0x0019,
};
const udp = Buffer.from([17, 0, 0, 0]);
const staleNonce = 438;
const patienceMs = 5000;

type Attributes = readonly (readonly [type: number, value: Buffer])[];

/**
 * As much of RFC 8656 over UDP as it takes to ask a relay what it allows. Its answers are `'ok'` or the number of the
 * error.
 */
export class TurnClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #credentials: TurnCredentials;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);
  #allocated = false;

  private constructor(socket: Socket, credentials: TurnCredentials) {
    this.#socket = socket;
    this.#credentials = credentials;
  }

  static async open(port: number, credentials: TurnCredentials): Promise<TurnClient> {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new TurnClient(socket, credentials);
  }

  /** Asks for a place on the relay: first, as the protocol has it, without credentials, to be told realm and nonce. */
  async allocate(): Promise<'ok' | number> {
    const wanted: Attributes = [[attribute.transport, udp]];
    const greeting = await this.#ask(method.allocate, wanted);
    this.#realm = greeting.get(attribute.realm) ?? this.#realm;
    this.#nonce = greeting.get(attribute.nonce) ?? this.#nonce;
    if (outcome(greeting) !== 401) return outcome(greeting);
    const signed = await this.#askSigned(method.allocate, wanted);
    this.#allocated = signed === 'ok';
    return signed;
  }

  /** Asks to be let through to this address. */
  async permit(address: string): Promise<'ok' | number> {
    return await this.#askSigned(method.createPermission, [[attribute.peer, peer(address)]]);
  }

  /** Gives the place back: the next client may get the same port, and would be refused as another on the same way. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#allocated) await this.#askSigned(method.refresh, [[attribute.lifetime, Buffer.alloc(4)]]);
    this.#socket.close();
  }

  /** Once again with a new nonce, where the old one has gone stale, as every client does. */
  async #askSigned(type: number, attributes: Attributes): Promise<'ok' | number> {
    const first = await this.#ask(type, this.#signed(attributes), { sign: true });
    if (outcome(first) !== staleNonce) return outcome(first);
    this.#nonce = first.get(attribute.nonce) ?? this.#nonce;
    return outcome(await this.#ask(type, this.#signed(attributes), { sign: true }));
  }

  #signed(attributes: Attributes): Attributes {
    return [
      ...attributes,
      [attribute.username, Buffer.from(this.#credentials.username)],
      [attribute.realm, this.#realm],
      [attribute.nonce, this.#nonce],
    ];
  }

  async #ask(
    type: number,
    attributes: Attributes,
    { sign = false }: { sign?: boolean } = {},
  ): Promise<Map<number, Buffer>> {
    const transaction = randomBytes(12);
    const body = Buffer.concat(attributes.map(([name, value]) => encoded(name, value)));
    const message = sign ? this.#withIntegrity(type, transaction, body) : framed(type, transaction, body);
    const answer = Promise.withResolvers<Buffer>();
    const hear = (datagram: Buffer) => {
      if (datagram.subarray(8, 20).equals(transaction)) answer.resolve(datagram);
    };
    const late = setTimeout(() => {
      answer.reject(new Error('The relay does not answer.'));
    }, patienceMs);
    this.#socket.on('message', hear);
    try {
      this.#socket.send(message);
      return decoded(await answer.promise);
    } finally {
      clearTimeout(late);
      this.#socket.off('message', hear);
    }
  }

  #withIntegrity(type: number, transaction: Buffer, body: Buffer): Buffer {
    const { username, credential } = this.#credentials;
    const key = createHash('md5').update(`${username}:${this.#realm.toString()}:${credential}`).digest();
    // The length counts the signature, the signature does not count itself.
    const unsigned = framed(type, transaction, body, 24);
    const signature = createHmac('sha1', key).update(unsigned).digest();
    return Buffer.concat([unsigned, encoded(attribute.integrity, signature)]);
  }
}

function framed(type: number, transaction: Buffer, body: Buffer, more = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length + more, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, transaction, body]);
}

function encoded(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function decoded(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

function outcome(answer: ReadonlyMap<number, Buffer>): 'ok' | number {
  const error = answer.get(attribute.errorCode);
  return error === undefined ? 'ok' : error.readUInt8(2) * 100 + error.readUInt8(3);
}

/** XOR-PEER-ADDRESS. Only IPv4: a relay without IPv6 has no other peers. */
function peer(address: string): Buffer {
  if (isIPv6(address)) throw new Error('no IPv6 here');
  const value = Buffer.from([0, 1, 0, 0, ...address.split('.').map(Number)]);
  value.writeUInt16BE(9 ^ (cookie >>> 16), 2);
  value.writeUInt32BE((value.readUInt32BE(4) ^ cookie) >>> 0, 4);
  return value;
}
