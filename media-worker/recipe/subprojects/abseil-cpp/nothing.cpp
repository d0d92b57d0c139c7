// The worker links whole archives of what it depends on. The code itself is in Debian's shared library, so
// the archive that meson asks for here holds nothing.
