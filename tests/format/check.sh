#!/usr/bin/env bash
# Whether clang-format would leave every source as it is. Usage, from the top folder: check.sh CLANG_FORMAT
set -uo pipefail
if [ ! -x "${1-}" ]; then
  echo "skipped: clang-format is not installed"
  exit 77
fi
find sdk core plugins hosts tests examples \( -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.hpp' \) \
  -not -path '*/build/*' -print0 | xargs -0 -r "$1" --dry-run -Werror --ferror-limit=1
