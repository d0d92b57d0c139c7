import { launch } from './launch.mjs';

await launch('conformance.ts');
