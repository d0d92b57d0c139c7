import { launch } from './launch.mjs';

await launch('generate.ts');
