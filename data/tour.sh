#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job of Espalier as a guided tour in the terminal, in a scratch folder that stays for a closer
# look: a hierarchy, a certificate, its verification by others, its revocation, the report, the log.
# usage: tour.sh [PATH OF espalier-cli]
set -eu

cli=${1:-$(command -v espalier-cli || true)}
[ -x "$cli" ] || {
  echo "tour.sh: espalier-cli is not there; build it first, or give its path" >&2
  exit 1
}
PATH=$(cd "$(dirname "$cli")" && pwd):$PATH
scratch=$(mktemp -d "${TMPDIR:-/tmp}/espalier-tour-XXXXXX")
cd "$scratch"
settings="export ESPALIER_VAULT=meridian.espalier ESPALIER_PASSPHRASE_FILE=passphrase ESPALIER_AS=admin"
eval "$settings"
ca="Supplier Radio CA"
unset ESPALIER_ROLE LC_ALL || true

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

say() {
  printf '\n%s%s%s\n' "$bold" "$1" "$plain"
  shift
  for line in "$@"; do
    printf '%s\n' "$line"
  done
}

# Prints a command as one would type it.
show() {
  printf '\n  $'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./=:,@+-]*) printf ' "%s"' "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
}

indented() {
  sed 's/^/  /; s/[[:space:]]*$//' "$1"
}

# Shows a command, runs it, shows what it says. It must succeed.
step() {
  show "$@"
  if ! "$@" >output 2>&1; then
    indented output
    echo "tour.sh: this step failed; the folder is $scratch" >&2
    exit 1
  fi
  indented output
}

# The same for a command that must say no.
refused() {
  show "$@"
  if "$@" >output 2>&1; then
    indented output
    echo "tour.sh: this had to be refused and was not; the folder is $scratch" >&2
    exit 1
  fi
  indented output
}

say "Espalier: a private hierarchy of certificate authorities, from nothing to an audit report." \
  "Everything happens in $scratch;" \
  "your keyring and your own vaults are not touched. Each step shows the command that it runs."

say "1. A vault with a sample: a car maker, its root, and a CA for each supplier of modules." \
  "One passphrase opens every person of the sample. The options that repeat stand in the environment:" \
  "" \
  "  $settings"
umask 077
step openssl rand -hex -out passphrase 16
step espalier-cli vault create --organization "Meridian Motors" --admin admin --sample automotive --unlock passphrase
step espalier-cli ca list --tree

say "2. A module's key and request are made where the module is: here by openssl."
step openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out radio.key
step openssl req -new -key radio.key -out radio.csr -subj "/C=DE/O=Aurelia Radio/CN=radio-9001" \
  -addext subjectAltName=DNS:radio-9001.modules.meridian.example
step espalier-cli cert issue --ca "$ca" --csr radio.csr --template EndEntityClientAuthCertificate --validity 1y \
  --out radio.pem

say "3. Others judge it: OpenSSL and GnuTLS, with nothing but the root to trust."
step espalier-cli ca certificate "Meridian Root G1" --out root.pem
step espalier-cli ca certificate "$ca" --chain --out chain.pem
step openssl verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted chain.pem radio.pem
cat radio.pem chain.pem >path.pem
step certtool --verify --verify-profile medium --load-ca-certificate root.pem --infile path.pem

say "4. The module is stolen: its certificate is revoked, the list says so, and it is refused."
serial=$(openssl x509 -in radio.pem -noout -serial)
serial=${serial#serial=}
step espalier-cli cert revoke "$serial" --ca "$ca" --reason KEY_COMPROMISE
step espalier-cli ca crl "$ca" --out radio.crl
refused openssl verify -crl_check -CAfile root.pem -untrusted chain.pem -CRLfile radio.crl radio.pem

say "5. The auditor gets every certificate of the CA in the service's own form, and of all on paper, with charts."
step espalier-cli report create --ca "$ca" --format json --out report.json
step espalier-cli report create --ca "$ca" --format csv --out report.csv
step head -n 2 report.csv
step espalier-cli report create --all --format pdf --out report.pdf
step espalier-cli report summary --by account

say "6. The log proves that nobody altered what was done."
step espalier-cli log list --limit 5
step espalier-cli log verify
rm -f output

say "That was the main job. The folder stays:" \
  "" \
  "  cd $scratch" \
  "  $settings" \
  "  PATH=${PATH%%:*}:\$PATH" \
  "" \
  "What to try next:" \
  "" \
  "  espalier-cli cert list --ca \"$ca\" --state revoked     who else was revoked" \
  "  espalier-cli ca show \"$ca\"                            all of one CA" \
  "  espalier-cli --as audrey.lin cert issue --ca \"$ca\" --csr radio.csr --validity 1y" \
  "                                                        an auditor may not: see what she is told" \
  "  espalier-cli ca create --subject \"CN=Test Root\" --validity 1y     a hierarchy of your own" \
  "  espalier-cli design new five-levels --out deep.espalier-plan      or a plan of one, and" \
  "  espalier-cli design show deep.espalier-plan                       nothing is made before \"apply\"" \
  "  espalier-cli --help                                   everything else" \
  "" \
  "Remove it with: rm -r $scratch"
