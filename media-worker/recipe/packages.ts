/** The Debian packages (bookworm) that the build takes its compiler, tools and libraries from. */
export const buildPackages: readonly string[] = [
  'build-essential',
  'pkg-config',
  'meson',
  'ninja-build',
  'cmake',
  'flatbuffers-compiler',
  'libflatbuffers-dev',
  'libabsl-dev',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
];
