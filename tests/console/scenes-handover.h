/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of a hierarchy that leaves for another vault, or comes from one: a part of
 * scenes-fixture.h. */
#pragma once

#include "console/console-file-row.h"

static GObject *
get_part (GtkWindow *dialog, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), name);
}

/* With what goes along. */
static GtkWindow *
open_hand_over (Stage *stage)
{
  GtkWindow *dialog = console_hand_over_dialog_new (stage->session, get_ca (stage));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_part (dialog, "goes_row")), TRUE);
  return dialog;
}

static GtkWindow *
open_take_over (Stage *stage)
{
  GtkWindow *dialog = console_take_over_dialog_new (stage->session);

  console_file_row_set_path (CONSOLE_FILE_ROW (get_part (dialog, "file_row")),
                             "/files/<b>x \u202egnorts.cms");
  return dialog;
}
