#!/usr/bin/env bash
# redis 6.3.1 (node-redis, @redis/client 6.3.1): `createClient` puts a class of its own together, with all commands of Redis and
# of its four modules, whenever its options are not those of the call before: only the last one is kept, and the whole of the
# options is its key, time-outs and strategies too. A process that makes clients for several uses in turn makes a class for each
# of them. `duplicate` makes a client of the same class, whatever options it is given.
#
# Clients that differ in a time-out are of different classes, and so are two with the same options when another was made
# between them, or when one object with options is handed over twice: the first client writes into it. Sixty clients with two
# options in turn took 2.9 s, sixty duplicates 4 ms (two cores at other work; the script asks for three times as long).
#
# In the tests of Bedside, which open servers by the hundred, this was more than half of the processor's time that opening takes.
# One client a protocol is made that is never connected; all others are its duplicates (process/redis.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts redis@6.3.1
cat > classes.mjs <<'JS'
import { createClient } from 'redis';

const classOf = (client) => Object.getPrototypeOf(Object.getPrototypeOf(client));
const url = 'redis://127.0.0.1:6379';
const short = () => ({ url, socket: { connectTimeout: 1000 } });
const long = () => ({ url, socket: { connectTimeout: 2000 } });
const first = createClient(short());
const same = createClient(short());
const other = createClient(long());
const again = createClient(short());
const kept = short();
const twice = [createClient(kept), createClient(kept)].map(classOf);
const original = createClient({});
const [one, two] = [original.duplicate(short()), original.duplicate(long())];
const prototypeOf = (client) => Object.getPrototypeOf(client);
console.log(
  JSON.stringify({
    sameOptionsInARow: classOf(first) === classOf(same),
    otherOptions: classOf(first) === classOf(other),
    sameOptionsWithAnotherBetween: classOf(first) === classOf(again),
    sameObjectTwice: twice[0] === twice[1],
    duplicatesOfOne: prototypeOf(one) === prototypeOf(two),
  }),
);

const sixty = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? short : long));
const millisecondsOf = (make) => {
  const from = performance.now();
  for (const options of sixty) make(options());
  return performance.now() - from;
};
const created = millisecondsOf(createClient);
const duplicated = millisecondsOf((options) => original.duplicate(options));
console.error(`created in turn: ${created.toFixed(0)} ms, duplicated: ${duplicated.toFixed(0)} ms`);
process.exit(created > 3 * duplicated ? 0 : 1);
JS
seen=$(node classes.mjs)
echo "$seen"
[ "$seen" = '{"sameOptionsInARow":true,"otherOptions":false,"sameOptionsWithAnotherBetween":false,"sameObjectTwice":false,"duplicatesOfOne":true}' ]
