#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --help at every level, for every noun and verb, and the completion of the shell.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

run 0 --help
for word in vault ca cert template account principal role guardrail access share permission approval report log alert \
  batch help --vault --passphrase-file; do
  out_has "$word"
done
cp out program
run 0 help
cmp -s out program || fail "help and --help differ"

nouns=$(cli --complete "")
count=0
for noun in $nouns; do
  run 0 "$noun" --help
  out_has "Usage: espalier-cli"
  run 0 help "$noun"
  for verb in $(cli --complete "$noun" ""); do
    [ "$noun" != help ] || continue
    case "$noun $verb" in
      "vault recovery" | "exchange identity" | "exchange request") set -- "$verb" create ;;
      "exchange partner") set -- partner add ;;
      "exchange response") set -- response accept ;;
      *) set -- "$verb" ;;
    esac
    run 0 "$noun" "$@" --help
    out_has "Usage: espalier-cli [GLOBAL OPTIONS] $noun $*"
    cp out by-option
    run 0 help "$noun" "$@"
    cmp -s out by-option || fail "help $noun $* and --help differ"
    count=$((count + 1))
  done
done
[ "$count" -gt 90 ] || fail "only $count verbs"
pass "help for $count verbs"

# What the contract promises stands in the help, verb by verb.
for promise in \
  "vault create:--organization --admin --account --sample --unlock" \
  "vault passwd:--new-passphrase-file" \
  "vault unlock-with:keyring|passphrase --new-passphrase-file" \
  "vault recovery create:--out" \
  "ca create:--subject --type --parent --template --key-algorithm --signing-algorithm --validity --account" \
  "ca create:--tag --usage-mode --path-length" \
  "ca list:--tree" "ca csr:--out" "ca import-certificate:--certificate --chain" "ca certificate:--chain --out" \
  "ca delete:--window" "ca crl:--out" \
  "ca revocation:--crl --crl-url --crl-days --crl-type --ocsp --ocsp-url" \
  "ca revocation:--crl-cname --crl-path --crl-omit --ocsp-cname" \
  "publish:--dir --ca --base-url --ocsp-days" \
  "cert issue:--ca --csr --template --validity --not-before --out --chain --jobs" \
  "cert issue:--passthrough --idempotency-token --signing-algorithm" \
  "cert preview:--ca --csr --template --validity --not-before --passthrough --idempotency-token --out --chain --jobs" \
  "ca create:--passthrough --csr-extensions --idempotency-token" \
  "cert list:--ca --state --search --limit" "cert show:--ca" "cert get:--chain --out" "cert revoke:--ca --reason" \
  "exchange identity create:--out" "exchange partner add:--certificate --fingerprint --asks-as --asks-in" \
  "exchange request create:--partner --ca --share --for --csr --template --validity --days --out" \
  "exchange request process:--out" "exchange response accept:--out" \
  "report create:--ca --account --all --format --out" "report list:--ca" "report summary:--by --ca --account" \
  "log list:--since --actor --action --outcome --limit" \
  "account create:--number" "principal invite:--account --tag --service --code-file" \
  "principal enrol:--code-file --unlock --new-passphrase-file" "principal confirm:--fingerprint" \
  "role create:--account --policy" "guardrail create:--policy --account" \
  "access simulate:--principal --action --role --ca --template --tag" "access matrix:--ca" "access lint:--repair" \
  "share create:--ca --to --permission --signing" "permission create:--policy" "approval refuse:--reason" \
  "log verify:--checkpoint" "log checkpoint:--out" "log export:--out" \
  "ca policy:get|put|delete FILE" "ca approvers:add|remove|list" "ca dual-control:on|off" \
  "ca create:--no-dual-control" "vault restore:FILE"; do
  # shellcheck disable=SC2086
  run 0 ${promise%%:*} --help
  for option in ${promise#*:}; do
    out_has "$option"
  done
done
run 2 help frobnicate
run 2 help ca frobnicate
pass "each promised option is explained"

command -v bash >/dev/null 2>&1 || {
  echo "bash is not installed: completion not tried"
  exit 0
}
mkdir bin
ln -s "$ESPALIER_CLI" bin/espalier-cli
cat >complete.bash <<'END'
source "$1"
shift
COMP_WORDS=(espalier-cli "$@")
COMP_CWORD=$(($# ))
_espalier_cli
printf '%s\n' "${COMPREPLY[@]}"
END
offered() {
  tool 0 env PATH="$work/bin:$PATH" bash complete.bash "$tests/../../data/completions/espalier-cli" "$@"
}
offered ca cr
same "create crl" "$(sort out | tr '\n' ' ' | sed 's/ $//')" "after ca cr"
offered vault recovery ""
same create "$(cat out)" "after vault recovery"
offered report create --format ""
same "csv json pdf" "$(sort out | tr '\n' ' ' | sed 's/ $//')" "after --format"
offered --vault x cert issue --va
same "--validity --vault" "$(sort out | tr "\n" " " | sed "s/ \$//")" "after --va"
offered vault unlock-with k
same keyring "$(cat out)" "after unlock-with k"
offered ca csr Root --out ""
same "" "$(cat out)" "where a file is expected, nothing: the shell completes files"
pass "completion of nouns, verbs, options and choices"
