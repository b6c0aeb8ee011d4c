#!/usr/bin/env bash
# Installs what is missing, builds Burnish (release) and runs the tests, the check of the sources' format among them.
# Usage: tests/run.sh [--all]     --all adds clang, clang-tidy, ASan with UBSan, and TSan.
# Every part runs even when one before it has failed; the exit status tells, and the last lines are ctest's summary,
# followed only by the names of the parts that failed before it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/install_packages.sh

case ${1-} in
  '') all=false ;;
  --all) all=true ;;
  *) echo "usage: tests/run.sh [--all]" >&2; exit 2 ;;
esac

launcher=()
if command -v ccache >/dev/null; then
  launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi

say() { printf '\n== %s\n' "$*"; }

# configure PRESET [ARGUMENT...]
configure() { cmake --preset "$1" --log-level=WARNING -DBURNISH_TESTS=ON "${launcher[@]}" "${@:2}"; }

run_tests() { ctest --test-dir "$1" --output-on-failure --no-tests=error -j2 "${@:2}"; }

build_with_clang() {
  configure release -B build/clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ && cmake --build build/clang
}

# One process per file: --quiet leaves only what is found.
tidy() {
  find sdk core plugins hosts -name '*.cpp' -not -name '*_test.cpp' -not -path 'sdk/template/*' -print0 |
    xargs -0 -r -n 1 -P "$(nproc)" clang-tidy -p build/clang --quiet
}

# intercept_tls_get_addr=0: up to gcc 13 the runtime takes some thread-local blocks for those of an old glibc, and its
# search for leaks then reads what is no address (github.com/Mudlet/Mudlet/pull/9930 tells it whole).
address_and_undefined() {
  export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:intercept_tls_get_addr=0
  export UBSAN_OPTIONS=print_stacktrace=1
  configure asan && cmake --build build/asan && run_tests build/asan
}

# Only what runs threads: the executors, the catalogue and what sends requests. Debian's libtbb is not instrumented.
threads() {
  export TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp halt_on_error=1 second_deadlock_stack=1"
  local programs
  configure tsan || return
  programs=$(ninja -C build/tsan -t targets all | sed -nE 's/^(core_(execute|load|generate|net)_test): phony.*/\1/p')
  [ -n "$programs" ] || { echo "no test program of core/execute, load, generate or net" >&2; return 1; }
  # shellcheck disable=SC2086 # one word per program
  cmake --build build/tsan --target burnish_plugins burnish-worker $programs &&
    run_tests build/tsan -L '^core_(execute|load|generate|net)_test$'
}

failed=()
# part NAME FUNCTION: in a shell of its own, so that what it exports stays there.
part() {
  say "$1"
  if ! ("$2"); then
    failed+=("$1")
    echo "tests/run.sh: failed: $1" >&2
  fi
}

packages=("${build_packages[@]}" "${test_packages[@]}")
$all && packages+=("${extended_test_packages[@]}")
install_packages "${packages[@]}"

say "release build"
configure release
cmake --build build/release

if $all; then
  part "clang build" build_with_clang
  part "clang-tidy" tidy
  part "ASan and UBSan" address_and_undefined
  part "TSan" threads
fi

say "tests"
status=0
run_tests build/release || status=$?
if [ ${#failed[@]} -gt 0 ]; then
  printf 'tests/run.sh: failed before the tests: %s\n' "${failed[@]}" >&2
  status=1
fi
exit "$status"
