/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file and its folder, without a word of SQL: who may read it, how it gets its name. A file that
 * may be an open database is never opened here, because closing it again would drop the locks that
 * this process holds on it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;         /* absolute, as it was given */
  char *real_path;    /* the folder without links, then the name; NULL where there is no folder */
  gboolean exists;
  gboolean writable;  /* the file and its folder, by the permissions of this process */
} EspVaultFile;

/* Looks at @path. Errors: VAULT_SYMLINK, VAULT_NOT_A_VAULT (no ordinary file), VAULT_OPEN. */
EspVaultFile *esp_vault_file_look           (const char *path, GError **error);
void          esp_vault_file_free           (EspVaultFile *file);
/* Takes rights away that nobody should have: 0600, or 0660 where a group shares the folder. */
void          esp_vault_file_tighten        (const EspVaultFile *file);

/* An empty file with mode 0600 whatever the umask. Errors: VAULT_EXISTS, VAULT_FULL, VAULT_OPEN. */
gboolean      esp_vault_file_create         (const char *path, GError **error);
/* A name in the same folder that nobody uses. */
char         *esp_vault_file_temporary_name (const char *path);
/* Makes the whole file durable, then gives it its name; never over another file. @taken: the
 * refusal where the name is taken. */
gboolean      esp_vault_file_publish        (const char *temporary, const char *path, int taken, GError **error);

/* Missing folders of @path, 0700, appended to @made so that a failure can take them back. */
gboolean      esp_vault_file_make_folders   (const char *path, GPtrArray *made, GError **error);
void          esp_vault_file_remove_folders (GPtrArray *made);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspVaultFile, esp_vault_file_free)

G_END_DECLS
