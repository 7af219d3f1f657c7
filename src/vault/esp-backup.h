/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a database that was checked before it got its name. */
#pragma once

#include "esp-database.h"

G_BEGIN_DECLS

/* Copies @source beside @path, checks the copy (whole, ours, same version, no event lost), makes it
 * durable and names it @path, never over another file. Nothing stays behind on failure. Errors:
 * FILE_EXISTS, VAULT_BACKUP. */
gboolean esp_backup_write (EspDatabase *source, const char *path, GError **error);

G_END_DECLS
