#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shell scripts: each is parsed by its own shell; shellcheck reads them too where it is installed.
set -eu
cd "${1:-$(dirname "$0")/../..}"
scripts=$(grep -rlE '^#!/(usr/)?bin/(env )?(ba)?sh' dev .ci data tests --include='*' --exclude-dir=samples)
for script in $scripts; do
  case $(head -n 1 "$script") in
    *bash) bash -n "$script" ;;
    *) sh -n "$script" ;;
  esac
done
if ! command -v shellcheck >/dev/null 2>&1; then
  echo "shellcheck is not installed: syntax checked only"
  exit 0
fi
# shellcheck disable=SC2086
shellcheck -x -P SCRIPTDIR -S error $scripts
