/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables, as steps from one version to the next, and the walk over them. To change the database
 * is to append a step; a step that was released is never edited.
 */
#pragma once

#include "esp-database.h"

G_BEGIN_DECLS

typedef struct
{
  int version;                    /* after the step */
  const char *const *statements;  /* NULL-terminated */
} EspSchemaStep;

const EspSchemaStep *esp_schema_steps   (gsize *n_steps);
int                  esp_schema_newest  (const EspSchemaStep *steps, gsize n_steps);

/* Takes the database to the last step, each step in one transaction. Where it is not new, a checked
 * copy is made first beside the file: PATH.backup-vN, never over another one. Errors:
 * VAULT_MIGRATION; the database is then at the last step that was done whole. */
gboolean             esp_schema_upgrade (EspDatabase *database, const EspSchemaStep *steps, gsize n_steps,
                                         GError **error);

G_END_DECLS
