#!/usr/bin/env bash
# cron-parser 5.10.3 (what BullMQ 6.7.0 finds the times of its job schedulers with): a rule that names hours does nothing in the hour
# that is there twice when clocks go back. "Every half hour at night" (`*/30 22-23,0-6 * * *`, Europe/London) comes at 00:30 UTC on
# 31 October 2027 and then at 02:00 UTC: for ninety minutes a check that nobody is left waiting does not run. The same rule for all
# hours, written `*`, `0-23` or `0,30 * * * *`, comes in both hours.
#
# croner 11.0.1 and cron 4.4.0, asked for the same times, come in both hours for every one of these rules. In spring the three differ as
# well, for a rule at 01:30, which does not exist on 28 March 2027: cron-parser comes at 01:30 UTC (02:30 by the clock), the
# other two at 01:00 UTC (02:00 by the clock, the moment the hour is left out).
#
# So a rule in a zone must not be moved from one of them to another unseen, and what must go on through the night is a period, not
# hours of the clock: Bedside's sweeps are timers of so many milliseconds (workers/open-workers.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts cron-parser@5.10.3 croner@11.0.1 cron@4.4.0
cat > nights.mjs <<'JS'
import { CronTime } from 'cron';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';

const zone = 'Europe/London';
const nextOf = {
  'cron-parser': (rule, after) => CronExpressionParser.parse(rule, { tz: zone, currentDate: after }).next().toDate(),
  croner: (rule, after) => new Cron(rule, { timezone: zone, paused: true }).nextRun(after),
  cron: (rule, after) => new CronTime(rule, zone).getNextDateFrom(after, zone).toJSDate(),
};

function timesOf(name, rule, from, until) {
  const times = [];
  for (let at = nextOf[name](rule, new Date(from)); at < new Date(until); at = nextOf[name](rule, at)) {
    times.push(at.toISOString().slice(11, 16));
  }
  return times.join(' ');
}

const rules = [
  ['*/30 22-23,0-6 * * *', '2027-10-30T23:45:00Z', '2027-10-31T03:00:00Z'],
  ['*/30 0-23 * * *', '2027-10-30T23:45:00Z', '2027-10-31T03:00:00Z'],
  ['30 1 * * *', '2027-03-28T00:00:00Z', '2027-03-29T00:00:00Z'],
];
for (const rule of rules) {
  for (const name of Object.keys(nextOf)) console.log(`${rule[0]} | ${name} | ${timesOf(name, ...rule)}`);
}
JS
seen=$(node nights.mjs)
echo "$seen"
[ "$seen" = '*/30 22-23,0-6 * * * | cron-parser | 00:00 00:30 02:00 02:30
*/30 22-23,0-6 * * * | croner | 00:00 00:30 01:00 01:30 02:00 02:30
*/30 22-23,0-6 * * * | cron | 00:00 00:30 01:00 01:30 02:00 02:30
*/30 0-23 * * * | cron-parser | 00:00 00:30 01:00 01:30 02:00 02:30
*/30 0-23 * * * | croner | 00:00 00:30 01:00 01:30 02:00 02:30
*/30 0-23 * * * | cron | 00:00 00:30 01:00 01:30 02:00 02:30
30 1 * * * | cron-parser | 01:30
30 1 * * * | croner | 01:00
30 1 * * * | cron | 01:00' ]
