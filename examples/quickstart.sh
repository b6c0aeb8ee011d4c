#!/usr/bin/env bash
# Installs what is needed, builds Burnish and makes seven channel variants of a photograph.
# Usage: examples/quickstart.sh [OUTPUT_FOLDER]
set -euo pipefail
calling_folder=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/install_packages.sh

output=${1:-out}
[[ $output = /* || $# -eq 0 ]] || output=$calling_folder/$output

install_packages "${build_packages[@]}"

echo "Building ..."
cmake --preset release --log-level=WARNING -DBURNISH_TESTS=OFF
cmake --build build/release

mkdir -p "$output"
echo "Making the variants of examples/slot-canyon.jpg ..."
build/release/bin/burnish run examples/pipelines/channels.json examples/slot-canyon.jpg -o "$output/"

echo "The variants are in $output:"
ls -l "$output"
