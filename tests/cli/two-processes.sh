#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two processes issue into one vault at the same time, a third lists from it: no error, no lost row.
# usage: two-processes.sh [SECONDS]; five without.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3
seconds=${1:-5}

make_vault
make_root
make_ca Line Root 0 4y
make_csr device

drive() {
  setsid -w python3 "$tests/drive-batch.py" "$ESPALIER_CLI" "$seconds" "$1.lines" "$2" 2>"$1.err"
}
drive writer-1 "cert issue --ca Line --csr $work/device.csr --validity 30d" &
pids=$!
drive writer-2 "cert issue --ca Line --csr $work/device.csr --validity 30d" &
pids="$pids $!"
drive lister "cert list --ca Line --limit 20" &
pids="$pids $!"
for pid in $pids; do
  wait "$pid" || fail "a process failed: $(cat ./*.err)"
done
for file in ./*.err; do
  [ ! -s "$file" ] || fail "$file: $(head -n 3 "$file")"
done

run 0 cert list --ca Line --json
python3 - <<'END' || fail "the answers and the vault differ"
import json
stored = {c["Serial"] for c in json.load(open("out"))["Certificates"]}
issued = []
for name in ("writer-1", "writer-2", "lister"):
    answers = [json.loads(line) for line in open(name + ".lines")]
    assert answers and all(a["exit"] == 0 for a in answers), name
    issued += [a["result"]["CertificateSerial"] for a in answers if name != "lister"]
    print(name, len(answers))
assert len(set(issued)) == len(issued), "a serial twice"
assert set(issued) == stored, "rows lost or invented: %d issued, %d stored" % (len(issued), len(stored))
END
run 0 vault verify
run 0 log list --action acm-pca:IssueCertificate --outcome allowed --json
same "$(cat writer-?.lines | wc -l)" "$(json 'len(d["Events"])')" "events of issues"
pass "$seconds seconds: no error, no lost row, the log verifies"
