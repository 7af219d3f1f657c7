#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Drives the installed Flatpak in a desktop of its own: display, bus, keyring, portals; by hand, as an unprivileged
# user (a run as root keeps its capabilities and proves nothing about confinement).
#   flatpak-session.sh FOLDER STEP...     (FOLDER: for pictures and what is saved; STEP: flatpak-steps.py)
# KEYRING=unlocked (else: locked, none), KEYRING_PASSWORD=test, SECRET_PORTAL=1 (else 0: as a desktop without one).
# Needs flatpak, xdg-desktop-portal, xdg-desktop-portal-gtk, gnome-keyring, Xvfb, openbox, xcompmgr, xdotool, and
# XDG_RUNTIME_DIR=/run/user/UID for the documents portal.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" -ne 0 ] || {
  echo "not as root" >&2
  exit 2
}
folder=$(realpath -m "$1")
shift
mkdir -p "$folder"
export KEYRING=${KEYRING:-unlocked} KEYRING_PASSWORD=${KEYRING_PASSWORD:-test}

if [ "${1:-}" != --inside ]; then
  exec {fd}<> <(:)
  Xvfb -displayfd "$fd" -screen 0 1280x900x24 -nolisten tcp >"$folder/xvfb.log" 2>&1 &
  display=$!
  trap 'kill $display' EXIT
  read -r -t 20 number <&"$fd"
  exec {fd}>&-
  export DISPLAY=:$number XDG_CURRENT_DESKTOP=GNOME LC_ALL=C.UTF-8 GTK_USE_PORTAL=0 NO_AT_BRIDGE=0
  unset WAYLAND_DISPLAY
  if [ "${SECRET_PORTAL:-1}" = 0 ]; then
    mkdir -p "$folder/portals"
    cp /usr/share/xdg-desktop-portal/portals/gtk.portal "$folder/portals/"
    export XDG_DESKTOP_PORTAL_DIR=$folder/portals
  fi
  status=0
  dbus-run-session -- "$0" "$folder" --inside "$@" || status=$?
  exit $status
fi
shift
# The bus starts a keyring and asks for passwords by itself where somebody calls; here who is to be there is.
case $KEYRING in
  unlocked)
    printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null \
      2>"$folder/keyring.log"
    ;;
  locked) gnome-keyring-daemon --start --components=secrets >/dev/null 2>"$folder/keyring.log" ;;
  none) ;;
esac
openbox --sm-disable >"$folder/wm.log" 2>&1 &
xcompmgr >/dev/null 2>&1 &
gsettings set org.gnome.desktop.interface toolkit-accessibility true 2>/dev/null || true
/usr/bin/python3 "$here/flatpak-steps.py" "$folder" "$@"
