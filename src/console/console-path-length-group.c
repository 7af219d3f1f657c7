/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path lengths that a subordinate CA can have. The arithmetic is that of pki/esp-hierarchy;
 * here are only the words, and which rows can be chosen. */
#include "console-error.h"
#include "console-form.h"

#include <glib/gi18n.h>

/* As many as there are templates: a root and four levels below it. */
#define N_LENGTHS (ESP_MAX_LEVELS - 1)

struct _ConsolePathLengthGroup
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  AdwActionRow *rows[N_LENGTHS];
  GtkCheckButton *checks[N_LENGTHS];
};

G_DEFINE_FINAL_TYPE (ConsolePathLengthGroup, console_path_length_group, ADW_TYPE_BIN)

static guint changed_signal;

static const char *const meanings[N_LENGTHS] = {
  N_ ("Signs end-entity certificates, no CAs"),
  N_ ("One level of CAs below it"),
  N_ ("Two levels of CAs below it"),
  N_ ("Three levels of CAs below it"),
};

const char *
console_path_length_meaning (int length)
{
  return length >= 0 && length < N_LENGTHS ? _ (meanings[length]) : NULL;
}

static void
toggled_cb (ConsolePathLengthGroup *group)
{
  g_signal_emit (group, changed_signal, 0);
}

static void
add_row (ConsolePathLengthGroup *group, guint n)
{
  g_autofree char *title = g_strdup_printf ("%u", n);
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *check = gtk_check_button_new ();
  /* Translators: a choice, such as "Path length 2" */
  g_autofree char *spoken = g_strdup_printf (_ ("Path length %u"), n);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), n > 0 ? group->checks[0] : NULL);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), group);
  group->rows[n] = row;
  group->checks[n] = GTK_CHECK_BUTTON (check);
  adw_preferences_group_add (group->group, GTK_WIDGET (row));
}

static void
console_path_length_group_class_init (ConsolePathLengthGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_PATH_LENGTH_GROUP, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/path-length-group.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePathLengthGroup, group);
}

static void
console_path_length_group_init (ConsolePathLengthGroup *group)
{
  gtk_widget_init_template (GTK_WIDGET (group));
  for (guint n = 0; n < N_LENGTHS; n++)
    add_row (group, n);
}

/* The deepest CA that this path length could lead to must still be within the hierarchy: else it
 * promises levels that can't be. */
static gboolean
is_allowed (const EspCa *parent, int length, GError **error)
{
  int highest = esp_hierarchy_max_child_path_length (parent->path_length, parent->level);

  if (!esp_hierarchy_check_depth (parent->level, error) ||
      !esp_hierarchy_check_path_length (parent->path_length, length, error))
    return FALSE;
  if (highest != ESP_PATH_LENGTH_NONE && length > highest)
    return esp_hierarchy_check_depth (parent->level + length, error);
  return TRUE;
}

/* The highest that is allowed, so that a hierarchy can be built downwards without thinking of it:
 * what is chosen too low can't be mended without a new certificate. */
static int
find_highest (const EspCa *parent)
{
  int highest = -1;

  for (int n = 0; parent && n < N_LENGTHS && is_allowed (parent, n, NULL); n++)
    highest = n;
  return highest;
}

void
console_path_length_group_set_parent (ConsolePathLengthGroup *group, const EspCa *parent)
{
  int highest = find_highest (parent);

  /* Where nothing can be chosen the reason belongs to the parent, and once is enough. */
  for (int n = 0; n < N_LENGTHS; n++)
    {
      g_autoptr (GError) error = NULL;
      gboolean allowed = parent && is_allowed (parent, n, &error);
      g_autofree char *reason = error ? console_error_sentence (error) : NULL;

      gtk_widget_set_sensitive (GTK_WIDGET (group->rows[n]), allowed);
      adw_action_row_set_subtitle (group->rows[n],
                                   highest >= 0 && reason ? reason : _ (meanings[n]));
      gtk_widget_set_tooltip_text (GTK_WIDGET (group->rows[n]), reason);
      gtk_check_button_set_active (group->checks[n], n == highest);
    }
  toggled_cb (group);
}

int
console_path_length_group_get_length (ConsolePathLengthGroup *group)
{
  for (int n = 0; n < N_LENGTHS; n++)
    if (gtk_check_button_get_active (group->checks[n]) &&
        gtk_widget_get_sensitive (GTK_WIDGET (group->rows[n])))
      return n;
  return -1;
}

void
console_path_length_group_set_length (ConsolePathLengthGroup *group, int length)
{
  if (length >= 0 && length < N_LENGTHS &&
      gtk_widget_get_sensitive (GTK_WIDGET (group->rows[length])))
    gtk_check_button_set_active (group->checks[length], TRUE);
}
