#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the desktop reads of us, judged by its own tools: entry, metainfo, types of files, manual, help, icons, and
# what the Flatpak may do. A judge that is not installed is left out, and named at the end.
#   judge.sh SOURCE BUILD
set -eu
source=$1
build=$2
id=org.espalier.Espalier
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-judge-XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
missing=
judged=0

fail() {
  echo "FAIL: $*"
  exit 1
}

pass() {
  judged=$((judged + 1))
  echo "ok: $*"
}

# have TOOL…: whether all of them are there; else they are named at the end.
have() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null 2>&1 || {
      missing="$missing $tool"
      return 1
    }
  done
}

# --- Entry and metainfo --------------------------------------------------------------------------

judge_entry() {
  entry=$build/data/desktop/$id.desktop
  desktop-file-validate "$entry" >"$work/said" 2>&1 || fail "the entry: $(cat "$work/said")"
  [ ! -s "$work/said" ] || fail "the entry: $(cat "$work/said")"
  # With D-Bus each action of the entry is one of the program.
  for action in $(sed -n 's/^Actions=//p' "$entry" | tr ';' ' '); do
    grep -q "{ .name = \"$action\"" "$source/src/console/console-application.c" ||
      fail "the program has no action $action"
    grep -q "^Exec=espalier --$action\$" "$entry" || fail "no option --$action in the entry"
  done
  pass "the desktop entry"
}

judge_metainfo() {
  metainfo=$build/data/desktop/$id.metainfo.xml
  appstreamcli validate --no-net --no-color "$metainfo" >"$work/said" 2>&1 ||
    fail "metainfo: $(cat "$work/said")"
  # Before AppStream 1.0 "developer" was not known yet: a remark, and the only one.
  if grep -E '^[WE]:' "$work/said" || grep '^I:' "$work/said" | grep -qv 'unknown-tag developer'; then
    fail "metainfo: $(cat "$work/said")"
  fi
  version=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$source/meson.build")
  grep -q "<release version=\"$version\"" "$metainfo" || fail "metainfo tells nothing of the release $version"
  pass "metainfo, with the release $version"
}

# --- Types of files ------------------------------------------------------------------------------

# Only in folders of its own: nothing of the machine's own types can help.
type_of() {
  XDG_DATA_HOME=$work/share XDG_DATA_DIRS=$work/share:/usr/share \
    gio info -a standard::content-type,standard::icon "$1" | sed -n "s/.*standard::$2: //p"
}

wants_type() {
  found=$(type_of "$work/$1" content-type)
  [ "$found" = "$2" ] || fail "$1 is taken for $found, not $2"
}

judge_types() {
  mkdir -p "$work/share/mime/packages"
  cp "$source/data/desktop/$id.mime.xml" "$work/share/mime/packages/$id.xml"
  XDG_DATA_HOME=$work/share update-mime-database "$work/share/mime" >"$work/said" 2>&1 ||
    fail "types: $(cat "$work/said")"
  [ ! -s "$work/said" ] || fail "types: $(cat "$work/said")"
  cp "$source/data/plans/two-levels.espalier-plan" "$work/a.espalier-plan"
  sqlite3 "$work/a.espalier" 'PRAGMA application_id=0x45535056; CREATE TABLE t (x);'
  cp "$work/a.espalier" "$work/no-name"
  sqlite3 "$work/other" 'CREATE TABLE t (x);'
  wants_type a.espalier-plan application/x-espalier-plan+json
  wants_type a.espalier application/x-espalier-vault
  wants_type no-name application/x-espalier-vault
  case $(type_of "$work/other" content-type) in
    *espalier*) fail "any database is taken for a vault" ;;
  esac
  for kind in vault plan; do
    case $(type_of "$work/a.espalier$([ $kind = vault ] || echo -plan)" icon) in
      *application-x-espalier-$kind*) ;;
      *) fail "a $kind has not its icon" ;;
    esac
    [ -f "$source/data/desktop/icons/hicolor/scalable/mimetypes/application-x-espalier-$kind.svg" ] ||
      fail "there is no icon of a $kind"
  done
  pass "types of vaults and plans, by name and by content"
}

# Whoever looks for a program for a type of ours, or for one that the entry names, finds it.
judge_opening() {
  mkdir -p "$work/share/applications"
  cp "$build/data/desktop/$id.desktop" "$work/share/applications/"
  mkdir -p "$work/bin"
  printf '#!/bin/sh\n' >"$work/bin/espalier"
  chmod +x "$work/bin/espalier"
  update-desktop-database "$work/share/applications" || fail "the entries could not be listed"
  for type in $(sed -n 's/^MimeType=//p' "$work/share/applications/$id.desktop" | tr ';' ' '); do
    PATH=$work/bin:$PATH XDG_DATA_HOME=$work/share XDG_DATA_DIRS=$work/share:/usr/share gio mime "$type" |
      grep -q "$id.desktop" || fail "nobody finds the program for $type"
  done
  pass "the program is found for each type that it opens"
}

# --- Pages ---------------------------------------------------------------------------------------

judge_manual() {
  for page in "$build/src/cli/espalier-cli.1" "$source/data/man/espalier.1"; do
    man --warnings -E UTF-8 -l -Tutf8 -Z "$page" >/dev/null 2>"$work/said" || fail "$page: $(cat "$work/said")"
    [ ! -s "$work/said" ] || fail "$page: $(cat "$work/said")"
  done
  verbs=$("$build/src/cli/espalier-cli" --manual | grep -c '^.RS')
  [ "$verbs" -gt 90 ] || fail "the manual tells of $verbs commands only"
  pass "the manual, with $verbs commands"
}

judge_help() {
  help=$source/data/help/C
  xmllint --noout "$help"/*.page || fail "a page of the help is not well-formed"
  for page in "$help"/*.page; do
    grep -q "<file>C/$(basename "$page")</file>" "$source/data/help/help.gresource.xml" ||
      fail "$(basename "$page") is not compiled in"
  done
  for name in $(sed -n 's/.*xref="\([^"#]*\).*/\1/p' "$help"/*.page | sort -u); do
    [ -f "$help/$name.page" ] || fail "a link leads to $name.page, which there is not"
  done
  pass "the help: well-formed, compiled in, links that lead somewhere"
}

judge_help_by_yelp() {
  yelp-check validate "$source"/data/help/C/*.page >"$work/said" 2>&1 || fail "help: $(cat "$work/said")"
  for check in links orphans; do
    yelp-check $check "$source"/data/help/C/*.page >"$work/said" 2>&1 || fail "help, $check: $(cat "$work/said")"
    [ ! -s "$work/said" ] || fail "help, $check: $(cat "$work/said")"
  done
  pass "the help, by yelp-check"
}

judge_icons() {
  find "$source/data/desktop/icons" -name '*.svg' -print0 | xargs -0 xmllint --noout || fail "an icon is no XML"
  for icon in scalable/apps/$id symbolic/apps/$id-symbolic; do
    [ -f "$source/data/desktop/icons/hicolor/$icon.svg" ] || fail "there is no $icon"
  done
  if find "$source/data/desktop/icons" -path '*scalable*' -name '*.svg' -print0 |
    xargs -0 grep -L 'viewBox="0 0 128 128"' | grep .; then
    fail "icons are drawn on 128 by 128"
  fi
  pass "icons"
}

# --- The Flatpak ---------------------------------------------------------------------------------

# The list is written out twice on purpose: who widens it has to say so here too.
judge_permissions() {
  printf '%s\n' --share=ipc --socket=wayland --socket=fallback-x11 --device=dri | sort >"$work/meant"
  for manifest in "$source/flatpak/$id.yml" "$source/flatpak/release.yml"; do
    sed -n '/^finish-args:/,/^[a-z]/s/^  - //p' "$manifest" | sort >"$work/asked"
    cmp -s "$work/meant" "$work/asked" || fail "$(basename "$manifest") asks for $(tr '\n' ' ' <"$work/asked")"
    grep -v '^ *#' "$manifest" | sed '/^    sources:/,$d' >"$work/$(basename "$manifest")"
  done
  cmp -s "$work/$id.yml" "$work/release.yml" || fail "the two manifests differ in more than their source"
  pass "the Flatpak asks for windows, and for nothing else"
}

judge_permissions
if have desktop-file-validate; then judge_entry; fi
if have appstreamcli; then judge_metainfo; fi
if have update-mime-database gio sqlite3; then judge_types; fi
if have update-desktop-database gio; then judge_opening; fi
if have man; then judge_manual; fi
if have xmllint; then
  judge_help
  judge_icons
fi
if have yelp-check; then judge_help_by_yelp; fi
echo "$judged judged${missing:+; left out, not installed:$missing}"
