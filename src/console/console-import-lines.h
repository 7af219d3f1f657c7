/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of PreviewImport and ImportAuthorities as lines: authorities with what is wrong with them, then everything
 * that is there, under what becomes of it. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* What the lines can be restricted to. */
#define CONSOLE_IMPORT_AUTHORITIES "AUTHORITIES"
#define CONSOLE_IMPORT_COMES "COMES"
#define CONSOLE_IMPORT_STAYS "STAYS"

/* GPtrArray of ConsolePlanLine. The arn is that of an authority that is in the vault; the id of its button is
 * CONSOLE_IMPORT_SHOW. */
#define CONSOLE_IMPORT_SHOW "show"
GPtrArray *console_import_list         (JsonObject *answer);
/* What is there, and what came of it; free with g_free(). */
char      *console_import_summarize    (JsonObject *answer);
char      *console_import_summarize_imported (JsonObject *answer);
/* How many have this verdict. */
gint64     console_import_count        (JsonObject *answer, const char *verdict);

G_END_DECLS
