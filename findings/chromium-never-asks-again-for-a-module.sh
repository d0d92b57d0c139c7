#!/usr/bin/env bash
# Chromium 153 (@sparticuz/chromium 153.0.0): a module whose import() has failed once is never asked for again by the
# same address while the page lives, however well the network is. By another address it is.
#
# What one would expect of a function that answers with a promise is that calling it again tries again, as fetch does.
# So "Try again" of a lazily loaded part (React.lazy, Vite's chunks) can do nothing at all: only a reload of the page, or
# another query in the address, fetches the file. In a video visit a reload means leaving the room.
#
# Bedside takes the address from the error's message and adds a query to it (web/src/ui/failure.tsx), and has a test that
# loses a chunk once in a running visit (test/browser/visits/quality.test.ts). Linux on x64 only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @sparticuz/chromium@153.0.0 playwright-core@1.65.1
cat > look.mjs <<'JS'
import { createServer } from 'node:http';
import binary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const asked = [];
let isThere = false;
const server = createServer(({ url }, response) => {
  if (!url.startsWith('/part.js')) return response.setHeader('content-type', 'text/html').end('<title>page</title>');
  asked.push(url);
  if (!isThere) return response.writeHead(503).end();
  response.setHeader('content-type', 'text/javascript').end('export const part = 1;');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: await binary.executablePath(), args: ['--no-sandbox', '--headless'] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const load = (address) =>
  page.evaluate((from) => import(from).then(() => 'loaded', ({ message }) => message.replace(/http:\S+\//, '')), address);
const seen = { version: browser.version(), first: await load('/part.js') };
isThere = true;
seen.again = await load('/part.js');
seen.fetched = await page.evaluate(() => fetch('/part.js').then(({ status }) => status));
seen.afterwards = await load('/part.js');
seen.elsewhere = await load('/part.js?again=1');
seen.asked = asked;
console.log(seen);
await browser.close();
server.close();
const failed = 'Failed to fetch dynamically imported module: part.js';
const was = [failed, failed, 200, failed, 'loaded', '/part.js /part.js /part.js?again=1'];
const now = [seen.first, seen.again, seen.fetched, seen.afterwards, seen.elsewhere, asked.join(' ')];
if (was.join() !== now.join()) {
  console.error('Chromium no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node look.mjs
