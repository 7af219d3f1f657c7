#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The layout of .c files against .clang-format. Skipped (77) where clang-format 14 is not there: other
# versions lay out a few things in other ways.
set -eu
cd "${1:-$(dirname "$0")/../..}"
formatter=
for name in clang-format-14 clang-format; do
  if command -v "$name" >/dev/null 2>&1 && "$name" --version | grep -q 'version 14\.'; then
    formatter=$name
    break
  fi
done
if [ -z "$formatter" ]; then
  echo "clang-format 14 is not installed: layout not checked"
  exit 77
fi
find src tests -name '*.c' -not -path 'tests/lint/samples/*' -print0 |
  xargs -0 "$formatter" --dry-run -Werror
