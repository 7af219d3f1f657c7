/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the index.txt of "openssl ca", row by row: status, end, revocation with its reason, serial,
 * file, subject, apart by tabs.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_FOREIGN_INDEX_MAX_SIZE G_GINT64_CONSTANT (1073741824)

/* Lent for the length of the call. */
typedef struct
{
  guint64 line;
  const char *problem;        /* or NULL: then the rest holds */
  gboolean revoked;
  gint64 expires_at;
  gint64 revoked_at;
  const char *reason;         /* the service's name */
  const char *unknown_reason; /* as it stands there, where it has no counterpart; or NULL */
  const char *serial_text;    /* as it stands there: files are named by it */
  const char *serial;         /* as EspCertificate has it */
  const char *subject;        /* as it stands there */
} EspForeignIndexRow;

typedef gboolean (*EspForeignIndexFunc) (const EspForeignIndexRow *row, gpointer data, GError **error);

/* Errors: FILE_READ, FILE_TOO_LARGE, those of @func. */
gboolean esp_foreign_index_read  (const char *path, EspForeignIndexFunc func, gpointer data, GError **error);
/* The same of a text, for tests and fuzzing. */
gboolean esp_foreign_index_parse (const char *text, gsize len, EspForeignIndexFunc func, gpointer data,
                                  GError **error);

G_END_DECLS
