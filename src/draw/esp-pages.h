/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents on paper: A4 as PDF, in which text stays text. A page has a head, a foot and a number of so many; what
 * is too long for it goes on on the next, a table with its headings. Ceremonies and audit reports are made with it.
 *
 * Whoever writes a document gives a function that composes it from its beginning to its end. It is called twice:
 * first to count the pages, then to draw them; it has to say the same both times. The same words and the same time
 * give the same bytes (of one machine: letters are as wide as its fonts have them).
 *
 * Texts may come from anywhere. They are escaped, what is longer than a reader can use ends in "…", and nothing is
 * drawn outside of the place that it has. Only "exact" texts, which people compare digit by digit, are never cut:
 * callers bound them.
 */
#pragma once

#include "esp-diagram.h"

G_BEGIN_DECLS

typedef struct _EspPages EspPages;

typedef struct
{
  const char *label;
  const char *value;  /* NULL: it is left out */
  gboolean exact;     /* digits that are all as wide */
} EspPagesField;

typedef struct
{
  const char *title;
  double share;       /* of the width; those of all columns are 1 together */
  gboolean number;    /* at the far side */
  gboolean exact;
} EspPagesColumn;

/* Somebody who signs. */
typedef struct
{
  const char *part;   /* what they did */
  const char *name;   /* NULL: it is written by hand */
} EspPagesPerson;

typedef struct
{
  const char *title;       /* what it is: on each page at the top */
  const char *owner;       /* whose it is: likewise; or NULL */
  const char *description; /* for programs that list files; or NULL */
  const char *page;        /* "Page {n} of {total}" */
  const EspPagesField *feet; /* on each page at the bottom, one line each */
  guint n_feet;
  gint64 time;             /* when what it tells of ended: the date of the file */
  gboolean right_to_left;
} EspPagesStyle;

typedef void (*EspPagesCompose) (EspPages *pages, gpointer data);

/* Errors: PAGES. */
GBytes  *esp_pages_write        (const EspPagesStyle *style, EspPagesCompose compose, gpointer data, GError **error);
/* Takes bytes as they are made; FALSE stops the writing with @error set. */
typedef gboolean (*EspPagesSink) (const char *bytes, gsize len, gpointer data, GError **error);
/* The same into @sink, page after page, so that a million rows need no memory. Errors: PAGES, those of @sink. */
gboolean esp_pages_write_to     (const EspPagesStyle *style, EspPagesCompose compose, gpointer data,
                                 EspPagesSink sink, gpointer sink_data, GError **error);

/* For the function that composes. */
void     esp_pages_title        (EspPages *pages, const char *title, const char *subtitle);
/* Never the last on a page; readers of PDF list it. */
void     esp_pages_heading      (EspPages *pages, const char *text);
void     esp_pages_paragraph    (EspPages *pages, const char *text);
void     esp_pages_fields       (EspPages *pages, const EspPagesField *fields, guint n_fields);
/* @columns stay the caller's until the table ends. */
void     esp_pages_table_begin  (EspPages *pages, const EspPagesColumn *columns, guint n_columns);
/* @cells: as many as there are columns. @fields stand below them, on the same page as long as one can hold both. */
void     esp_pages_table_row    (EspPages *pages, const char * const *cells, const EspPagesField *fields,
                                 guint n_fields);
void     esp_pages_table_end    (EspPages *pages);
/* As large as it fits with its @heading (or NULL), on a page of its own across the paper if that is better. FALSE: it
 * would be too small to read, and both are left out. */
gboolean esp_pages_diagram      (EspPages *pages, const char *heading, const EspDiagram *diagram);
/* Places to sign, all on one page as long as one can hold them; a line above each of @captions, the first of which is
 * that of the name. */
void     esp_pages_signatures   (EspPages *pages, const char *heading, const char *text, const EspPagesPerson *persons,
                                 guint n_persons, const char * const *captions, guint n_captions);

G_END_DECLS
