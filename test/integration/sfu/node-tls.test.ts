import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { ControlTlsFiles } from '../../../config/control.ts';
import { DomainError } from '../../../domain/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient, newRoomId } from '../../support/media-client.ts';
import { NodeWorld } from '../../support/node-world.ts';

const run = promisify(execFile);

/** An authority, made as operators make it, and what it has signed. */
class Authority implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Authority> {
    const authority = new Authority(await mkdtemp(path.join(tmpdir(), 'bedside-certificates-')));
    await authority.#make('authority');
    return authority;
  }

  async sign(kind: 'server' | 'node', name: string): Promise<ControlTlsFiles> {
    await this.#make(kind, name);
    const file = (end: string) => path.join(this.#folder, end);
    return { caFile: file('ca.pem'), certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) };
  }

  async #make(...args: string[]): Promise<void> {
    await run('deploy/media-certificates.sh', [this.#folder, ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

function envOf({ caFile, certFile, keyFile }: ControlTlsFiles): Record<string, string> {
  return {
    BEDSIDE_SFU_TLS_CA_FILE: caFile,
    BEDSIDE_SFU_TLS_CERT_FILE: certFile,
    BEDSIDE_SFU_TLS_KEY_FILE: keyFile,
  };
}

/** Whether a room opens on the world's only node for a server that shows these files. */
async function outcomeOf(world: NodeWorld, tls: ControlTlsFiles): Promise<string> {
  const server = await world.server({ waits: false, control: { network: 'open', tls } });
  try {
    await MediaClient.join(server, newRoomId());
    return 'joined';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
}

describe('servers and media nodes with certificates', function () {
  this.timeout(30_000);

  it('carry a visit when one authority has signed both', async () => {
    await using authority = await Authority.create();
    await using world = await NodeWorld.create();
    await world.node(envOf(await authority.sign('node', '127.0.0.1')));
    const tls = await authority.sign('server', 'bedside-servers');
    const server = await world.server({ control: { network: 'open', tls } });
    const roomId = newRoomId();
    const one = await MediaClient.join(server, roomId, { admitted: true });
    const two = await MediaClient.join(server, roomId, { admitted: true });
    await Promise.all([one.receive(), two.produce('microphone')]);
    await one.fact('room:consumer', ({ participantId }) => participantId === two.participantId);
  });

  it('do not serve one that knows the secret but has no certificate of a server', async () => {
    await using authority = await Authority.create();
    await using other = await Authority.create();
    await using world = await NodeWorld.create();
    const own = await authority.sign('node', '127.0.0.1');
    const node = await world.node(envOf(own));
    const { certFile, keyFile } = await other.sign('server', 'stranger');
    expect(await outcomeOf(world, { ...own, certFile, keyFile })).to.equal('unavailable');
    expect(await outcomeOf(world, own)).to.equal('unavailable');
    await eventually(() =>
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'INVALID_PURPOSE'].every((code) => node.log.includes(code))
        ? undefined
        : `it has logged ${node.log}`,
    );
    expect(await outcomeOf(world, await authority.sign('server', 'bedside-servers'))).to.equal('joined');
  });

  it('do not believe a node of another authority, or at another address than its certificate says', async () => {
    await using authority = await Authority.create();
    await using other = await Authority.create();
    await using world = await NodeWorld.create();
    const own = await authority.sign('server', 'bedside-servers');
    const { certFile, keyFile } = await authority.sign('node', 'sfu-2.bedside.example');
    await world.node(envOf({ ...own, certFile, keyFile }));
    expect(await outcomeOf(world, own)).to.equal('unavailable');
    expect(await outcomeOf(world, await other.sign('server', 'bedside-servers'))).to.equal('unavailable');
    const reached = world.logs.lines.filter(({ message }) => message === 'media node not reached');
    expect(reached.map(({ error }) => (error as { code?: string }).code)).to.deep.equal([
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
    ]);
  });
});
