import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

export type Certificate = {
  certificate: string;
  privateKey: string;
  /** The SHA-256 of its public key, by which Chromium can be told to trust it. */
  spki: Buffer;
};

const oid = { ecdsaWithSha256: '06082a8648ce3d040302', commonName: '0603550403' };
const dayMs = 86_400_000;

/** A certificate of one's own for an hour or a day, made here because not every machine has an openssl program. */
export function selfSigned(commonName: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(Buffer.from(oid.ecdsaWithSha256, 'hex'));
  const name = sequence(
    tagged(0x31, sequence(Buffer.from(oid.commonName, 'hex'), tagged(0x0c, Buffer.from(commonName)))),
  );
  const [from, to] = [new Date(Date.now() - dayMs), new Date(Date.now() + dayMs)].map(time);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(from ?? Buffer.alloc(0), to ?? Buffer.alloc(0)),
    name,
    spki,
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = new X509Certificate(sequence(body, algorithm, signature));
  return {
    certificate: certificate.toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    spki,
  };
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

/** UTCTime, which is whole seconds. */
function time(at: Date): Buffer {
  return tagged(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));
}
