#!/usr/bin/env bash
# @medplum/core 5.2.13: `toPeriod`, which says from when to when a FHIR date of little precision lasts, lets a month end in the
# next one: February 2026 on 3 March, April 2026 on 1 May. It ends each month on its 31st, and JavaScript's Date carries over.
# Years, days, and the seven months of 31 days are right, so that a test in January finds nothing.
#
# FHIR R4, 2.24.0.1 and 3.1.1.4.7: a date without day stands for the whole month, and a search compares with the bounds of it. Who is
# hurt: whoever makes index rows or ranges of searches with it: "in February" then also finds what was observed on 1 and 2 March.
#
# Bedside keeps and searches dates by ranges of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13
cat > months.mjs <<'JS'
// The package wants Node 22, which has this; nothing here uses it.
globalThis.WebSocket ??= class {};
const { toPeriod } = await import('@medplum/core');

const seen = [
  ['2026', '2026-12-31', '2026-12-31'],
  ['2026-01', '2026-01-31', '2026-01-31'],
  ['2026-02', '2026-02-28', '2026-03-03'],
  ['2024-02', '2024-02-29', '2024-03-02'],
  ['2026-04', '2026-04-30', '2026-05-01'],
  ['2026-04-30', '2026-04-30', '2026-04-30'],
].map(([date, ends, was]) => ({ date, ends, was, now: toPeriod(date)?.end?.slice(0, 10) }));
console.table(seen);
if (seen.some(({ was, now }) => was !== now)) {
  console.error('@medplum/core no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node months.mjs
