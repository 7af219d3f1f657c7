/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value that cards share by reference. */
#include "console-diagram-item.h"

G_DEFINE_FINAL_TYPE (ConsoleDiagramItem, console_diagram_item, G_TYPE_OBJECT)

static void
console_diagram_item_finalize (GObject *object)
{
  ConsoleDiagramItem *item = CONSOLE_DIAGRAM_ITEM (object);

  g_free (item->id);
  g_free (item->parent);
  g_free (item->title);
  g_free (item->subtitle);
  g_free (item->detail);
  g_free (item->account);
  G_OBJECT_CLASS (console_diagram_item_parent_class)->finalize (object);
}

static void
console_diagram_item_class_init (ConsoleDiagramItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_diagram_item_finalize;
}

static void
console_diagram_item_init (ConsoleDiagramItem *item)
{
  item->severity = -1;
}

ConsoleDiagramItem *
console_diagram_item_new (const char *id, const char *parent, const char *title)
{
  ConsoleDiagramItem *item = g_object_new (CONSOLE_TYPE_DIAGRAM_ITEM, NULL);

  item->id = g_strdup (id);
  item->parent = g_strdup (parent);
  item->title = g_strdup (title);
  return item;
}

gboolean
console_diagram_item_equal (ConsoleDiagramItem *a, ConsoleDiagramItem *b)
{
  return g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->parent, b->parent) == 0 &&
         g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->subtitle, b->subtitle) == 0 &&
         g_strcmp0 (a->detail, b->detail) == 0 && g_strcmp0 (a->account, b->account) == 0 &&
         g_strcmp0 (a->icon_name, b->icon_name) == 0 && a->colour == b->colour &&
         a->inactive == b->inactive && a->n_problems == b->n_problems && a->severity == b->severity;
}
