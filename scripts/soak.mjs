import { launch } from './launch.mjs';

await launch('soak.ts');
