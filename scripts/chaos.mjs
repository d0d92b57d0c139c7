import { launch } from './launch.mjs';

await launch('chaos.ts');
