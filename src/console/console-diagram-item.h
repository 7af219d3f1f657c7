/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one card of a diagram shows: a CA that exists, or one of a plan. All text is data. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CONSOLE_DIAGRAM_COLOURS 8 /* account bands, in the style sheet: "account-0" … */

#define CONSOLE_TYPE_DIAGRAM_ITEM (console_diagram_item_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDiagramItem, console_diagram_item, CONSOLE, DIAGRAM_ITEM, GObject)

struct _ConsoleDiagramItem
{
  GObject parent_instance;

  char *id;         /* unique in the diagram */
  char *parent;     /* id, or NULL: a root; also where that is not in the diagram */
  char *title;
  char *subtitle;   /* template or path length, algorithm */
  char *detail;     /* state, end of validity */
  char *account;    /* name of the account, or NULL */
  int colour;       /* of the account: 0 to CONSOLE_DIAGRAM_COLOURS - 1 */
  const char *icon_name; /* static */
  gboolean inactive;
  guint n_problems; /* findings about it */
  int severity;     /* EspPlanSeverity of the gravest of them; -1: not said */
};

ConsoleDiagramItem *console_diagram_item_new   (const char *id, const char *parent, const char *title);
/* Shows the same, at the same place. */
gboolean            console_diagram_item_equal (ConsoleDiagramItem *a, ConsoleDiagramItem *b);

G_END_DECLS
