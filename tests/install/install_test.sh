#!/usr/bin/env bash
# Installs the build into a folder of its own and uses it as a stranger would: runs the program from there, builds
# examples/first_plugin out of tree against the installed SDK and against the source tree, and lists the new plugin.
# Usage: install_test.sh SOURCE_DIR BUILD_DIR C_COMPILER CXX_COMPILER FLAGS     exit status 77: nothing to test yet
set -euo pipefail
source_dir=$1 build_dir=$2 c_compiler=$3 cxx_compiler=$4 flags=$5
skipped=77

fail() { echo "install test: $*" >&2; exit 1; }

if [ ! -f "$source_dir/examples/first_plugin/CMakeLists.txt" ]; then
  echo "examples/first_plugin is not there yet"
  exit $skipped
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/burnish-install-XXXXXX")
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
export XDG_CACHE_HOME=$work/cache HOME=$work

cmake --install "$build_dir" --prefix "$prefix" >"$work/install.log" || { cat "$work/install.log"; fail "cmake --install failed"; }
"$prefix/bin/burnish" --version || fail "the installed program does not run"

# configure_and_build SOURCE NAME [ARGUMENT...]: a copy, so that nothing of the project's tree is near it.
configure_and_build() {
  cp -r "$source_dir/$1" "$work/$2-source"
  cmake -S "$work/$2-source" -B "$work/$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER="$c_compiler" \
    -DCMAKE_CXX_COMPILER="$cxx_compiler" -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" "${@:3}" >"$work/$2.log" 2>&1 &&
    cmake --build "$work/$2" >>"$work/$2.log" 2>&1 || { cat "$work/$2.log"; fail "$1 does not build out of tree ($2)"; }
}

# One symbol is all that a plugin may export; the core refuses one with more.
expect_plugin_in() {
  local plugins=("$1"/lib/burnish/1/*.burnish) exported
  [ -f "${plugins[0]}" ] || fail "no plugin in $1/lib/burnish/1"
  exported=$(nm -D --defined-only "${plugins[0]}" | awk '{ print $NF }')
  [ "$exported" = burnish_module_v1 ] || fail "${plugins[0]} exports: $exported"
  BURNISH_PLUGIN_PATH=$1/lib/burnish/1 "$prefix/bin/burnish" plugin list >"$work/list"
  if grep -qF "${plugins[0]##*/}" "$work/list"; then return; fi
  cat "$work/list"
  fail "burnish plugin list does not show ${plugins[0]##*/}"
}

configure_and_build examples/first_plugin installed-sdk -DCMAKE_PREFIX_PATH="$prefix"
expect_plugin_in "$work/installed-sdk"

for example in embed_c embed_cpp; do
  if [ -f "$source_dir/examples/$example/CMakeLists.txt" ]; then
    configure_and_build "examples/$example" "$example" -DCMAKE_PREFIX_PATH="$prefix"
  fi
done

# The same without an installation: a project that includes the one file of the source tree.
mkdir "$work/by-include"
cp "$source_dir"/examples/first_plugin/*.cpp "$work/by-include/"
name=$(sed -nE 's/^ *burnish_add_plugin\(([A-Za-z0-9_]+).*/\1/p' "$source_dir/examples/first_plugin/CMakeLists.txt")
cat >"$work/by-include/CMakeLists.txt" <<EOT
cmake_minimum_required(VERSION 3.25)
project(by_include C CXX)
include("$source_dir/sdk/cmake/burnish_add_plugin.cmake")
burnish_add_plugin($name)
EOT
cmake -S "$work/by-include" -B "$work/source-sdk" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$cxx_compiler" \
  -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$work/source-sdk" >/dev/null
expect_plugin_in "$work/source-sdk"
echo "installed, and $name built out of tree"
