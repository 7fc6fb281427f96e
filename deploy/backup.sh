#!/usr/bin/env bash
# Writes one archive of the database and the files: presessions-TIME.tar.gpg (or .tar) in BACKUPS.
#
# DATABASE_URL          the PostgreSQL database
# VAR_DIR               the folder with private/ and published/
# BACKUPS               where archives go
# BACKUP_KEY            file with the OpenPGP public key to encrypt to; its secret half stays off this machine
# BACKUP_UNENCRYPTED=1  instead of a key, where the place of the archives is itself encrypted
# BACKUP_KEEP_DAYS      delete archives older than this (default 35)
#
# The database comes first: a file deleted in the meantime was withdrawn and should be gone, and a file added in the
# meantime is only too much. Rows are counted in the same snapshot that is dumped; files are hashed as archived.
# Beside the archives lies taken-back.txt: what was erased or withdrawn, without names, to be done again after a restore.
set -euo pipefail
umask 077
: "${DATABASE_URL:?}" "${VAR_DIR:?}" "${BACKUPS:?}"
if [ -z "${BACKUP_KEY:-}" ] && [ "${BACKUP_UNENCRYPTED:-}" != 1 ]; then
    echo "Set BACKUP_KEY to a public key file, or BACKUP_UNENCRYPTED=1." >&2
    exit 2
fi

began=$(date -u +%Y%m%dT%H%M%SZ) # an archive is named by when it began: what is done from then on is not in it
STAGE=$(mktemp -d "$BACKUPS/.unfinished.XXXXXX")
export STAGE DATABASE_URL
trap 'rm -rf "$STAGE"' EXIT

psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=$'\t' --set=ON_ERROR_STOP=1 "$DATABASE_URL" \
    >"$STAGE/rows.txt" <<'SQL'
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --no-owner --no-privileges --snapshot="$SNAPSHOT" --file="$STAGE/database.dump" "$DATABASE_URL"
SELECT format('SELECT %L, count(*) FROM %I.%I', tablename, schemaname, tablename)
    FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE "C" \gexec
COMMIT;
SQL
pg_restore --list "$STAGE/database.dump" >/dev/null

folders=()
for folder in private published; do
    if [ -d "$VAR_DIR/$folder" ]; then folders+=("$folder"); fi
done
tar --create --file="$STAGE/files.tar" --directory="$VAR_DIR" --warning=no-file-removed --warning=no-file-changed \
    --ignore-failed-read "${folders[@]}" $([ "${#folders[@]}" -gt 0 ] || echo --files-from=/dev/null) || [ $? -eq 1 ]
# shellcheck disable=SC2016
tar --extract --file="$STAGE/files.tar" --to-command='printf "%s  %s\n" "$(sha256sum | cut -d " " -f 1)" "$TAR_FILENAME"' \
    >"$STAGE/SHA256SUMS"

archive="$BACKUPS/presessions-$began.tar"
contents=(database.dump rows.txt files.tar SHA256SUMS)
if [ -n "${BACKUP_KEY:-}" ]; then
    archive="$archive.gpg"
    mkdir -m 700 "$STAGE/gnupg"
    tar --create --directory="$STAGE" "${contents[@]}" \
        | gpg --homedir "$STAGE/gnupg" --batch --quiet --trust-model always --recipient-file "$BACKUP_KEY" --encrypt \
            >"$STAGE/archive"
else
    tar --create --directory="$STAGE" --file="$STAGE/archive" "${contents[@]}"
fi
mv "$STAGE/archive" "$archive"
if [ -f "$VAR_DIR/taken-back.txt" ]; then
    sort -u "$VAR_DIR/taken-back.txt" >"$STAGE/taken-back.txt"
    mv "$STAGE/taken-back.txt" "$BACKUPS/taken-back.txt"
fi
find "$BACKUPS" -maxdepth 1 -name 'presessions-*.tar*' -mtime "+${BACKUP_KEEP_DAYS:-35}" -delete
echo "$archive: $(wc -l <"$STAGE/rows.txt") tables, $(wc -l <"$STAGE/SHA256SUMS") files, $(du -h "$archive" | cut -f 1)"
