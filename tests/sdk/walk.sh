#!/bin/sh
# Walks sdk/README.md: writes the files that it shows, compares those of the plugin with examples/first_plugin, and runs
# its commands one block after another. Usage: walk.sh SOURCE_DIR BUILD_DIR [compare]; "compare" stops before the commands.
set -eu
source_dir=$1 BURNISH_BUILD=$2 PICTURE=$1/examples/slot-canyon.jpg
export BURNISH_BUILD PICTURE
work=$(mktemp -d "${TMPDIR:-/tmp}/burnish-walk-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
HOME=$work/home
export HOME
mkdir -p "$HOME" warmth
unset BURNISH_PLUGIN_PATH XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME || true

# A block "```LANGUAGE FILE" is that file; blocks "```sh" together are the script.
awk '
  /^```/ && !inside { inside = 1; file = ""; if ($1 == "```sh") file = "walk_commands"; else if (NF > 1) file = $2; next }
  /^```/ { inside = 0; if (file == "walk_commands") print "" > file; next }
  inside && file != "" { print > file }
' "$source_dir/sdk/README.md"

for file in warmth.cpp warmth_test.cpp CMakeLists.txt; do
  diff -u "$source_dir/examples/first_plugin/$file" "warmth/$file" || {
    echo "sdk/README.md does not show examples/first_plugin/$file as it is" >&2
    exit 1
  }
done
[ -s walk_commands ] || { echo "sdk/README.md has no commands" >&2; exit 1; }
if [ "${3:-}" = compare ]; then exit 0; fi

sh -eux walk_commands
[ -s "warm-pictures/slot-canyon-warm.jpg" ] || { echo "the picture of the walk was not made" >&2; exit 1; }
