import { launch } from './launch.mjs';

await launch('record-check.ts');
