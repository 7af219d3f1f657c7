/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that "cert issue" is given: one file, a folder, one file with many, standard input. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;    /* for people */
  char *stem;    /* of the output file, or NULL: the serial */
  char *path;    /* a file that is read when its turn comes, or NULL */
  char *text;    /* PEM, or NULL */
  GError *error; /* why there is no text, or NULL */
} CliRequest;

/* GPtrArray of CliRequest, at least one. @skipped gets "SOURCE:LINE: LABEL" of each block that is no
 * request and was passed over. *@many: a folder, or several blocks. Errors: those of
 * exchange/esp-pem-bundle.h. */
GPtrArray  *cli_requests_find (const char *source, gboolean *many, GPtrArray *skipped, GError **error);
/* The PEM text, read now where it is in a file of its own; NULL with @error (may be called once). */
char       *cli_request_take_text (CliRequest *request, GError **error);

G_END_DECLS
