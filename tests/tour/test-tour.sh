#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays the tour from its first step to its last, in a temporary folder, with an empty home.
# usage: test-tour.sh TOUR espalier-cli
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/home"
HOME=$folder/home TMPDIR=$folder "$1" "$2" | tee "$folder/said"
said() {
  grep -q -- "$1" "$folder/said" || {
    echo "test-tour.sh: the tour did not say: $1" >&2
    exit 1
  }
}
said 'radio.pem: OK'
said 'certificate revoked'
said 'Chain verification output: Verified'
said 'That was the main job'
