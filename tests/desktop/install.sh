#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# meson install to a DESTDIR: each file in its place, none in a place that is not meant, no path of the machine that
# built it, and the installed command line works from there.
#   install.sh SOURCE BUILD MESON
set -eu
source=$1
build=$2
meson=$3
id=org.espalier.Espalier
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-install-XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

fail() {
  echo "FAIL: $*"
  exit 1
}

pass() {
  echo "ok: $*"
}

prefix=$($meson introspect "$build" --buildoptions |
  python3 -c 'import json, sys; print({o["name"]: o["value"] for o in json.load(sys.stdin)}["prefix"])')
# What it prints of compiling schemas and caches is left out with a DESTDIR.
DESTDIR=$work/root "$meson" install -C "$build" --no-rebuild --quiet >"$work/said" 2>&1 ||
  fail "meson install: $(cat "$work/said")"
top=$work/root$prefix
pass "installed below $prefix"

while read -r file; do
  [ -f "$top/$file" ] || fail "$file is missing"
done <<END
bin/espalier
bin/espalier-cli
share/applications/$id.desktop
share/metainfo/$id.metainfo.xml
share/dbus-1/services/$id.service
share/mime/packages/$id.xml
share/glib-2.0/schemas/$id.gschema.xml
share/icons/hicolor/scalable/apps/$id.svg
share/icons/hicolor/symbolic/apps/$id-symbolic.svg
share/icons/hicolor/scalable/mimetypes/application-x-espalier-vault.svg
share/icons/hicolor/scalable/mimetypes/application-x-espalier-plan.svg
share/man/man1/espalier.1
share/man/man1/espalier-cli.1
share/help/C/espalier/index.page
share/bash-completion/completions/espalier-cli
share/espalier/plan.schema.json
share/doc/espalier/README.md
lib/systemd/user/espalier-publish.timer
END
for page in "$source"/data/help/C/*.page; do
  cmp -s "$page" "$top/share/help/C/espalier/$(basename "$page")" || fail "$(basename "$page") is not installed"
done
pass "each file in its place"

outside=$(cd "$top" && find . -type f | grep -Ev "^\./(bin/espalier(-cli)?|lib/systemd/user/espalier-.*|\
share/(applications|metainfo|dbus-1/services|mime/packages|glib-2.0/schemas)/org\.espalier\.[^/]*|\
share/icons/hicolor/[^/]*/(apps|mimetypes)/[^/]*espalier[^/]*|share/(doc|espalier)/.*|share/help/[^/]*/espalier/.*|\
share/locale/[^/]*/LC_MESSAGES/espalier\.mo|share/man/man1/espalier(-cli)?\.1|\
share/bash-completion/completions/espalier-cli)$" || true)
[ -z "$outside" ] || fail "in places that are not meant: $outside"
[ -z "$(find "$work/root" -type f -not -path "$top/*")" ] || fail "something lies outside of $prefix"
pass "nothing anywhere else"

grep -q "^Exec=$prefix/bin/espalier --gapplication-service$" "$top/share/dbus-1/services/$id.service" ||
  fail "D-Bus would not find the program"
if grep -rIlF -e "$source" -e "$build" -e "$work" "$top/share" "$top/lib"; then
  fail "a path of the machine that built it"
fi
pass "paths are those of the prefix"

for language in $(grep -v '^#' "$source/po/LINGUAS" || true); do
  [ -f "$top/share/locale/$language/LC_MESSAGES/espalier.mo" ] || fail "nothing in $language"
done
cd "$work"
mkdir home
export HOME="$work/home" XDG_DATA_HOME="$work/home/data" ESPALIER_PASSPHRASE_FILE="$work/passphrase"
printf 'correct horse battery staple\n' >passphrase
ESPALIER_VAULT=$work/v.espalier
export ESPALIER_VAULT
"$top/bin/espalier-cli" vault create --organization Acme --admin ann --unlock passphrase >said 2>&1 ||
  fail "the installed command line: $(cat said)"
"$top/bin/espalier-cli" ca create --subject "CN=Root,O=Acme" --key-algorithm EC_prime256v1 --validity 5y >said 2>&1 ||
  fail "the installed command line: $(cat said)"
"$top/bin/espalier-cli" log verify >said 2>&1 || fail "the installed command line: $(cat said)"
pass "the installed command line makes a vault and a CA, and verifies its log"
