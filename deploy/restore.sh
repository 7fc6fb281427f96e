#!/usr/bin/env bash
# Usage: deploy/restore.sh ARCHIVE
# Brings an archive of deploy/backup.sh back into an empty database and an empty folder, and compares every table's
# rows and every file's SHA-256 with what was archived. Refuses to write over anything.
#
# DATABASE_URL, VAR_DIR  as for the backup; GNUPGHOME: where the secret key is, for an encrypted archive
#
# Afterwards replay what was erased and withdrawn since the archive (docs/operate.md): who was erased stays erased.
set -euo pipefail
umask 077
archive=${1:?which archive?}
: "${DATABASE_URL:?}" "${VAR_DIR:?}"

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=$'\t' --set=ON_ERROR_STOP=1 "$DATABASE_URL"; }

if [ "$(ask <<<"SELECT count(*) FROM pg_tables WHERE schemaname = 'public';")" != 0 ]; then
    echo "The database is not empty; nothing was changed." >&2
    exit 2
fi
for folder in private published; do
    if [ -n "$(ls -A "$VAR_DIR/$folder" 2>/dev/null)" ]; then
        echo "$VAR_DIR/$folder is not empty; nothing was changed." >&2
        exit 2
    fi
done

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
case $archive in
    *.gpg) gpg --batch --quiet --decrypt "$archive" | tar --extract --directory="$stage" ;;
    *) tar --extract --directory="$stage" --file="$archive" ;;
esac

pg_restore --exit-on-error --no-owner --no-privileges --single-transaction --dbname="$DATABASE_URL" "$stage/database.dump"
mkdir -p "$VAR_DIR"
tar --extract --directory="$VAR_DIR" --no-same-owner --file="$stage/files.tar"

ask >"$stage/rows-now.txt" <<'SQL'
SELECT format('SELECT %L, count(*) FROM %I.%I', tablename, schemaname, tablename)
    FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE "C" \gexec
SQL
if ! diff "$stage/rows.txt" "$stage/rows-now.txt"; then
    echo "The tables above do not hold the rows that were archived." >&2
    exit 1
fi
if [ -s "$stage/SHA256SUMS" ] && ! (cd "$VAR_DIR" && sha256sum --check --quiet --strict "$stage/SHA256SUMS"); then
    echo "The files above are not what was archived." >&2
    exit 1
fi
echo "Restored: $(wc -l <"$stage/rows.txt") tables and $(wc -l <"$stage/SHA256SUMS") files, all as archived."
since=$(sed -n 's/.*presessions-\([0-9TZ]*\)\.tar.*/\1/p' <<<"$archive")
echo "Now, before the site is up, replay what was erased and withdrawn since (docs/operate.md):"
echo "manage.py replay_taken_back - --since ${since:-TIME_IN_THE_ARCHIVES_NAME} < taken-back.txt"
