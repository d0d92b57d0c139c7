import { z } from 'zod';

/** The algorithms that SMART requires of whoever checks an assertion, and of keys no others are taken. */
export const assertionAlgorithms = ['RS384', 'ES384'] as const;
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

const kid = z.string().min(1, 'a key needs a kid, which names it').max(200);
const uses = {
  kid,
  use: z.literal('sig', 'a key that is not for signatures').optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'), 'a key that is not for checking signatures')
    .optional(),
};

// Node takes a modulus of any length, characters that are no base64url, and an exponent of one, with which anybody can sign.
const rsaKey = z.object({
  kty: z.literal('RSA'),
  ...uses,
  alg: z.literal('RS384', 'an RSA key that is not for RS384').optional(),
  n: z.string().regex(/^[B-Za-z0-9_-][\w-]{341,1365}$/, 'an RSA key must have 2048 to 8192 bits'),
  e: z.literal('AQAB', 'an RSA key must have the exponent 65537'),
});
const coordinate = z.string().regex(/^[\w-]{64}$/, 'not a point of the curve P-384');
const curveKey = z.object({
  kty: z.literal('EC'),
  ...uses,
  alg: z.literal('ES384', 'an EC key that is not for ES384').optional(),
  crv: z.literal('P-384', 'an EC key must be on the curve P-384'),
  x: coordinate,
  y: coordinate,
});

const privateParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * One public key as RFC 7517 writes it. What is not needed is left out. A private part is refused and not just left out: whoever
 * sends one has to learn that it is spent.
 */
export const publicKey = z
  .looseObject({})
  .refine((key) => !privateParts.some((part) => Object.hasOwn(key, part)), {
    message:
      'a private key: it is no longer secret, so the partner must make a new one and send its public half alone',
    abort: true,
  })
  .pipe(z.discriminatedUnion('kty', [rsaKey, curveKey], 'a key must be RSA or EC'));
export type PublicKey = z.output<typeof publicKey>;

/** A set of public keys, each by a name of its own. */
export const keySet = z
  .looseObject({
    keys: z.array(publicKey).min(1, 'there is no key in it').max(10, 'there are more than ten keys in it'),
  })
  .refine(({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length, {
    message: 'two keys have the same kid',
    path: ['keys'],
  })
  .transform(({ keys }) => ({ keys }));

/** Of a set that somebody else publishes, the keys that can be used; others may stand beside them. */
export const publishedKeySet = z
  .looseObject({ keys: z.array(z.unknown()).max(100) })
  .transform(({ keys }) => keys.flatMap((key) => publicKey.safeParse(key).data ?? []));

/** Which algorithm a key is for. */
export function algorithmOf({ kty }: Pick<PublicKey, 'kty'>): AssertionAlgorithm {
  return kty === 'RSA' ? 'RS384' : 'ES384';
}

/** Where the public keys of a system are: kept here, or at an address of the partner's. */
export type ClientKeys =
  | { readonly kind: 'inline'; readonly keys: readonly PublicKey[] }
  | { readonly kind: 'address'; readonly address: string };
