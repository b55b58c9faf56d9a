"""The script that puts a built site in place: whole, in one step, so that no reader meets half of it."""

from __future__ import annotations

SCRIPT = r"""#!/usr/bin/env bash
# Put a built site in place in one step.
#
#   publish-site.sh SITE DESTINATION RELEASE
#
# SITE is the folder mkdocs wrote. DESTINATION is a folder (/srv/continuity), or one on another machine (user@host:/srv/continuity): the web
# server serves DESTINATION/current. RELEASE names this build, as a commit does. Over ssh, SSH_KEY (the key itself, or the name of a file that
# holds it) and KNOWN_HOSTS (a line of known_hosts, or the name of a file) are taken from the environment.
#
# The site is copied beside those that are there, and then the link `current` is replaced by a rename: a request is answered from the old
# site or from the new one, and never from neither. Styles and scripts of the site before are kept in the new one for 30 days, because an
# open page still asks for them. The last five sites stay; to go back, publish one of them: ln -s releases/OLD current.new; mv -T current.new current
set -euo pipefail

if [ $# -ne 3 ]; then
  echo "usage: publish-site.sh SITE DESTINATION RELEASE" >&2
  exit 2
fi
site=$1 destination=$2 release=$3

if [ ! -f "$site/index.html" ]; then
  echo "$site has no index.html: not published" >&2
  exit 2
fi
case $release in
  "" | . | .. | *[!A-Za-z0-9._-]*)
    echo "a release is letters, digits, dots, dashes: not '$release'" >&2
    exit 2
    ;;
esac

# What runs where the site will lie. Reads a tar archive of the site.
receive=$(
  cat <<'RECEIVE'
set -eu
destination=$1 release=$2
umask 022
mkdir -p "$destination/releases"
cd "$destination"
incoming=$(mktemp -d "releases/.incoming.XXXXXX")
trap 'rm -rf "$destination/$incoming"' EXIT
tar -xf - -C "$incoming"
test -f "$incoming/index.html"
chmod 755 "$incoming"
if [ -d current/assets ]; then
  (cd -P current && find assets -type f -mtime -30) | while IFS= read -r file; do
    if [ ! -e "$incoming/$file" ]; then
      mkdir -p "$incoming/$(dirname "$file")"
      cp -p "current/$file" "$incoming/$file"
    fi
  done
fi
name=$release
count=1
while [ -e "releases/$name" ]; do
  count=$((count + 1))
  name=$release.$count
done
mv -T "$incoming" "releases/$name"
ln -s "releases/$name" "current.$$"
mv -T "current.$$" current
# Newest first by the time they were put there; the one in force is never among those removed.
touch "releases/$name"
ls -1t releases | tail -n +6 | while IFS= read -r old; do
  if [ "releases/$old" != "$(readlink current)" ]; then rm -rf "releases/$old"; fi
done
echo "published $name"
RECEIVE
)

# For whatever shell is on the other side.
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }
pack() { tar -C "$site" -cf - .; }

case $destination in
  *:*)
    host=${destination%%:*} folder=${destination#*:}
    keys=$(mktemp -d)
    trap 'rm -rf "$keys"' EXIT
    given() { if [ -f "$1" ]; then cat "$1"; else printf '%s\n' "$1"; fi; }
    (umask 077 && given "${SSH_KEY:?the key to sign in with}" > "$keys/key")
    given "${KNOWN_HOSTS:?a line of known_hosts: nobody is trusted unseen}" > "$keys/known_hosts"
    pack | ssh -o BatchMode=yes -o IdentitiesOnly=yes -i "$keys/key" -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$keys/known_hosts" \
      -- "$host" "sh -c $(quoted "$receive") publish $(quoted "$folder") $(quoted "$release")"
    ;;
  *)
    pack | sh -c "$receive" publish "$(mkdir -p "$destination" && cd "$destination" && pwd)" "$release"
    ;;
esac
"""
