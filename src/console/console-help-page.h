/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page of the help, read from Mallard as far as ours uses it: title, paragraphs, lists, steps, code, notes, sections,
 * links. What else stands in a page is an error with its place, and a page is bounded, so that whatever was put in
 * the place of ours does no harm. Text becomes Pango markup with escaped data in it.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_HELP_HEADING,   /* plain text, not markup */
  CONSOLE_HELP_PARAGRAPH,
  CONSOLE_HELP_CODE,      /* plain text, not markup */
} ConsoleHelpKind;

typedef struct
{
  ConsoleHelpKind kind;
  guint depth;      /* in lists */
  char *mark;       /* "•", "1.", or NULL */
  gboolean is_note;
  char *text;       /* markup; a link of it is the id of a page or an address */
} ConsoleHelpBlock;

typedef struct
{
  char *id;
  char *title;        /* plain */
  char *description;  /* plain, or NULL */
  char *sort;         /* by what it stands among others, or NULL */
  char *guide;        /* the page that lists it, or NULL */
  GPtrArray *links;   /* ids of pages that it leads to, also those beside */
  GPtrArray *see;     /* ids of pages to see as well */
  GPtrArray *blocks;  /* ConsoleHelpBlock */
} ConsoleHelpPage;

ConsoleHelpPage *console_help_page_parse (const char *text, gsize length, GError **error);
void             console_help_page_free  (ConsoleHelpPage *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConsoleHelpPage, console_help_page_free)

G_END_DECLS
