/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aligned columns for people: widths count what a terminal shows (wide and combining characters), and
 * every cell is escaped here, so that no name from outside can move the text around it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CLI_LEFT,
  CLI_RIGHT,
} CliAlign;

typedef struct
{
  const char *title; /* msgid; NULL ends the list */
  CliAlign align;
} CliColumn;

typedef struct _CliTable CliTable;

/* @columns must outlive the table. */
CliTable *cli_table_new   (const CliColumn *columns);
void      cli_table_free  (CliTable *table);
/* One text for each column; NULL is an empty cell. */
void      cli_table_add   (CliTable *table, const char *first, ...);
guint     cli_table_get_n_rows (CliTable *table);
/* The heading is left out with @bare. */
void      cli_table_print (CliTable *table, gboolean bare);

/* Columns that a terminal needs for @text. */
int       cli_text_width  (const char *text);
/* Whether the locale can show lines and signs beyond ASCII. */
gboolean  cli_text_is_utf8 (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTable, cli_table_free)

G_END_DECLS
