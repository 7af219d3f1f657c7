/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of bringing in what other tools keep: a part of scenes-fixture.h. */
#pragma once

#include "console/console-filter-view.h"
#include "console/console-import-source.h"

#include "import-fixture.h"

/* Made once, when somebody looks at it. */
static char *old_authorities_path;

static GtkWindow *
open_import_assistant (Stage *stage)
{
  return console_import_assistant_new (stage->session);
}

static GtkWindow *
open_import_table (Stage *stage)
{
  GtkWindow *assistant = console_import_assistant_new (stage->session);
  GObject *look = gtk_widget_get_template_child (GTK_WIDGET (assistant), G_OBJECT_TYPE (assistant),
                                                 "look_button");
  GObject *filters = gtk_widget_get_template_child (GTK_WIDGET (assistant),
                                                    G_OBJECT_TYPE (assistant), "filters");
  GObject *source = gtk_widget_get_template_child (GTK_WIDGET (assistant),
                                                   G_OBJECT_TYPE (assistant), "source");
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  if (!old_authorities_path)
    old_authorities_path = make_old_authorities ("/CN="
                                                 "A&B <b>x<\\/b>"
                                                 " \u202egnorts");
  gtk_widget_activate_action (GTK_WIDGET (assistant), "import.take", "^ay", old_authorities_path);
  g_ptr_array_add (typed, esp_secret_new_copy (OLD_PASSPHRASE, strlen (OLD_PASSPHRASE), NULL));
  console_import_source_put_back (CONSOLE_IMPORT_SOURCE (source), typed);
  /* Only what is named like markup. */
  console_filter_view_put_back (CONSOLE_FILTER_VIEW (filters), "A&B", NULL);
  g_signal_emit_by_name (look, "clicked");
  return assistant;
}
