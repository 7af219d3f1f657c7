/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index.txt of "openssl ca", line by line: for who goes on with scripts of their own, and for OCSP responders that
 * read it. Reasons that openssl ca does not know are left out, because it refuses the whole file for one.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *serial;   /* hex */
  const char *subject;  /* as esp_name_to_slashes() has it */
  gint64 not_after;
  gint64 revoked_at;    /* 0: it is not */
  int reason;           /* X.509 code */
} EspIndexEntry;

/* With its line end. *@reason_kept is FALSE where the reason could not be told. Free with g_free(). */
char       *esp_index_line       (const EspIndexEntry *entry, gint64 now, gboolean *reason_kept);
/* What stands in index.txt.attr beside it: several certificates may have one subject. */
const char *esp_index_attributes (void);

G_END_DECLS
