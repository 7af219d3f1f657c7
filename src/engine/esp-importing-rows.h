/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the import: the table of what would come, a row for each item with its verdict. Of what is well not more
 * rows are kept than were asked for, and as many again of what is not; everything is counted.
 */
#pragma once

#include "base/esp-error.h"
#include "exchange/esp-foreign.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _EspImportRows EspImportRows;

/* What a row says beside its place; texts are borrowed, NULL where there is none. */
typedef struct
{
  const char *subject;
  const char *serial;
  const char *issuer;
  gint64 not_after;
} EspImportRow;

EspImportRows *esp_import_rows_new       (guint max_rows);
void           esp_import_rows_free      (EspImportRows *rows);
/* What a row shows of an item, for one that comes later: its place and its name, copied. */
void           esp_import_rows_keep_item (EspForeignItem *copy, const EspForeignItem *item);
void           esp_import_rows_drop_item (EspForeignItem *copy);
/* Would a row with this verdict be kept? So that nobody works for one that is not. */
gboolean       esp_import_rows_has_room  (EspImportRows *rows, const GError *verdict);
/* @verdict NULL: it is ready to come; the rest says why not, or with what reservation. */
void           esp_import_rows_add       (EspImportRows *rows, const EspForeignItem *item, const EspImportRow *row,
                                          const GError *verdict);
/* "Rows", "RowsLeftOut", "Counts", "Verdicts". */
void           esp_import_rows_show      (EspImportRows *rows, JsonObject *result);

/* "READY", "KNOWN", "TWICE", "UNLINKED", "NO_KEY", "LOCKED", "LEFT_OUT", "BAD". */
const char    *esp_import_verdict_name   (const GError *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportRows, esp_import_rows_free)

G_END_DECLS
