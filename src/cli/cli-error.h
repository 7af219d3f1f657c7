/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where an error becomes an exit status, a line for people and a document for scripts. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_EXIT_DONE = 0,
  CLI_EXIT_FAILED = 1,
  CLI_EXIT_USAGE = 2,
  CLI_EXIT_DENIED = 3,
  CLI_EXIT_WAITING = 4,
  CLI_EXIT_NOT_FOUND = 5,
  CLI_EXIT_LOCKED = 6,
  CLI_EXIT_NO = 7,
  CLI_EXIT_CANNOT_TELL = 8,
} CliExit;

/* Errors of other domains are *failed*. */
int         cli_error_get_exit   (const GError *error);
/* "espalier-cli: OBJECT: sentence" on standard error; @line: 0, or the line of a batch. */
void        cli_error_print      (const GError *error, guint line);
/* The id of a request that was kept and waits for somebody else; NULL for other errors. */
const char *cli_error_get_waiting (const GError *error);
/* {"error": {"code", "message", "reason", …}}, in English, and {"waiting": {"for", "id", …}} beside it
 * where a request was kept. Free with json_object_unref(). */
JsonObject *cli_error_to_json    (const GError *error);

G_END_DECLS
