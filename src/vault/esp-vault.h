/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vault: one SQLite file, one organisation. One EspVault is one connection, used by one thread.
 * It is never deleted or rebuilt on error. Stores (esp-*-store.h) are functions over it; those that
 * write must run inside a transaction that the caller holds.
 */
#pragma once

#include "esp-database.h"

G_BEGIN_DECLS

#define ESP_VAULT_APPLICATION_ID 0x45535056 /* "ESPV" */

typedef struct
{
  char *id;            /* UUID */
  char *organization;
  gint64 created_at;
  char *founder;       /* UUID of the first principal, or NULL while it is being made */
} EspVaultInfo;

typedef struct _EspVault EspVault;

/* Makes the file (parent folders too, 0700) with the newest schema. Errors: as esp_database_open(). */
EspVault           *esp_vault_create               (const char *path, const EspVaultInfo *info, GError **error);
/* Migrates an older schema after a backup beside the file (PATH.backup-vN); a newer one opens
 * read-only (esp_vault_is_read_only(), esp_vault_get_read_only_reason()). */
EspVault           *esp_vault_open                 (const char *path, EspDatabaseMode mode, GError **error);
/* An empty one of this process alone, with the same tables and no rules between them: for replaying a log. */
EspVault           *esp_vault_open_memory          (GError **error);
void                esp_vault_close                (EspVault *vault);
EspDatabase        *esp_vault_get_database         (EspVault *vault);
const EspVaultInfo *esp_vault_get_info             (EspVault *vault);
gboolean            esp_vault_is_read_only         (EspVault *vault);
/* "newer-schema", "file", or NULL. */
const char         *esp_vault_get_read_only_reason (EspVault *vault);
int                 esp_vault_get_schema_version   (EspVault *vault);
gboolean            esp_vault_set_founder          (EspVault *vault, const char *principal, GError **error);

/* Grows with every change of who-may-what; compared inside a transaction (architecture.md). */
gint64              esp_vault_get_access_revision  (EspVault *vault, GError **error);
gboolean            esp_vault_bump_access_revision (EspVault *vault, GError **error);

/* quick_check or integrity_check, and foreign keys; @full: kept counts too. Errors: VAULT_DAMAGED with the
 * first finding. */
gboolean            esp_vault_check                (EspVault *vault, gboolean full, GError **error);
/* A whole copy through SQLite's backup API, opened and checked before it counts; 0600, must not
 * exist. Errors: FILE_EXISTS, VAULT_BACKUP. */
gboolean            esp_vault_backup               (EspVault *vault, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspVault, esp_vault_close)

G_END_DECLS
