import { config } from 'zod';

// zod compiles schemas with `new Function` where it can; our content security policy forbids that and would
// report every try. Imported first, because schemas decide when they are made.
config({ jitless: true });
