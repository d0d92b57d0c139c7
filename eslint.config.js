import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** @type {import('eslint').Linter.RulesRecord} */
const everywhere = {
  // A `void promise` loses its error, so it is refused like a bare one.
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  eqeqeq: 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
  'preserve-caught-error': 'error',
  'no-useless-assignment': 'error',
  // Where to ask whether a file holds two concepts; tables and schemas are free of it (below).
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
};

/** @type {import('eslint').Linter.RulesRecord} */
const onlyConfigReadsTheEnvironment = {
  'no-restricted-properties': [
    'error',
    {
      object: 'process',
      property: 'env',
      message: 'Only config/ reads the environment: take it from there.',
    },
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: ['node:process', 'process'].map((name) => ({
        name,
        importNames: ['env'],
        message: 'Only config/ reads the environment: take it from there.',
      })),
    },
  ],
};

export default defineConfig(
  { ignores: ['node_modules/', 'web/dist/', 'coverage/', 'docs/', '.bedside/', 'tmp/', '**/*.cjs'] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: everywhere,
  },
  {
    // scripts/*.mjs run before anything is installed, so they cannot ask config/.
    ignores: ['config/**', 'scripts/*.mjs'],
    rules: onlyConfigReadsTheEnvironment,
  },
  {
    // In JavaScript a cast is a comment, which these rules do not see; the compiler does (checkJs).
    files: ['**/*.{js,mjs}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: [
      'domain/**',
      'process/**',
      'store/**',
      'sfu/**',
      'media-worker/**',
      'signalling/**',
      'server/**',
      'workers/**',
      'web/**',
    ],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // Tables are read from top to bottom.
    files: [
      'domain/**/wire.ts',
      'domain/contract/*.ts',
      'store/schema.ts',
      'store/migrations/*.ts',
      'test/unit/fhir/defects.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  {
    // A describe block is as long as its tests; a chai property such as `.true` reads as a bare expression.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
);
