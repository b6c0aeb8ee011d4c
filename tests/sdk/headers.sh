#!/bin/sh
# Compiles every header of the contract alone and all together, in every language it promises, with every compiler that
# is installed; also the statements about its layout and the plugin in plain C. Usage: headers.sh SOURCE_DIR WORK_DIR
set -eu
include="$1/sdk/include"
work="$2"
mkdir -p "$work"
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror"
compiled=0

check() { # compiler, standard, file
  # shellcheck disable=SC2086
  "$1" "-std=$2" $warnings -fsyntax-only -I "$include" "$3" || { echo "$1 -std=$2 refuses $3" >&2; exit 1; }
  compiled=$((compiled + 1))
}

: >"$work/all_c.c"
: >"$work/all_cpp.cpp"
for header in "$include"/burnish/*.h "$include"/burnish/*.hpp; do
  name=$(basename "$header")
  case "$name" in
    *_inl.hpp) continue ;; # the body of another header, compiled once per target of Highway
    *.h) echo "#include <burnish/$name>" >"$work/$name.c"; echo "#include <burnish/$name>" >>"$work/all_c.c" ;;
  esac
  echo "#include <burnish/$name>" >"$work/$name.cpp"
  if grep -q '<hwy/' "$header"; then continue; fi # only for plugins that use Highway, in a form of its own
  echo "#include <burnish/$name>" >>"$work/all_cpp.cpp"
done
cp "$work/all_c.c" "$work/all_c.cpp"

for pair in gcc:g++ clang:clang++; do
  c=${pair%:*} cpp=${pair#*:}
  if ! command -v "$c" >/dev/null || ! command -v "$cpp" >/dev/null; then
    echo "skipped: $c is not installed"
    continue
  fi
  for standard in c11 c17; do
    for file in "$work"/*.h.c "$work/all_c.c" "$1/tests/sdk/abi_layout_test.c" "$1/tests/sdk/plugins/sample_c/sample_c.c"; do
      check "$c" $standard "$file"
    done
  done
  for standard in c++17 c++20; do
    for file in "$work"/*.h.cpp "$work/all_c.cpp"; do check "$cpp" $standard "$file"; done
  done
  for file in "$work"/*.hpp.cpp "$work/all_cpp.cpp"; do
    if grep -q '<hwy/' "$include/burnish/$(basename "$file" .cpp)" 2>/dev/null; then continue; fi
    check "$cpp" c++20 "$file"
  done
done
[ "$compiled" -gt 0 ] || { echo "no compiler was found" >&2; exit 1; }
echo "$compiled compilations without a word"
