import { launch } from './launch.mjs';

await launch('try.ts');
