/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which managed permission a share gives: what each means stands below the choice, and its text can
 * be unfolded. */
#include "console-shares.h"

#include "console-error.h"
#include "console-form.h"
#include "console-record-dialog.h"

#include <glib/gi18n.h>

struct _ConsolePermissionGroup
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  AdwComboRow *combo;
  ConsoleNoteRow *meaning;
  GtkWidget *unfold;

  JsonArray *permissions;
  char *chosen;
};

G_DEFINE_FINAL_TYPE (ConsolePermissionGroup, console_permission_group, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_PERMISSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static JsonObject *
get_selected (ConsolePermissionGroup *group)
{
  guint position = adw_combo_row_get_selected (group->combo);

  if (!group->permissions || position >= json_array_get_length (group->permissions))
    return NULL;
  return json_array_get_object_element (group->permissions, position);
}

const char *
console_permission_group_get (ConsolePermissionGroup *group)
{
  return esp_json_get_string (get_selected (group), "Name");
}

/* The text is made anew for each: an unfolded one stays so. */
static void
show_text (ConsolePermissionGroup *group, const char *text)
{
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  gboolean open = group->unfold && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (group->unfold));

  if (group->unfold)
    adw_preferences_group_remove (group->group, group->unfold);
  group->unfold = NULL;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  group->unfold = console_unfold_row_new_json (C_ ("row of a form", "As a policy"),
                                               json_node_get_object (node));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (group->unfold), open);
  adw_preferences_group_add (group->group, group->unfold);
}

static void
selected_cb (ConsolePermissionGroup *group)
{
  JsonObject *permission = get_selected (group);
  g_autofree char *meaning = permission ? console_permission_meaning (permission) : NULL;

  console_note_row_set_value (group->meaning, meaning);
  gtk_widget_set_visible (GTK_WIDGET (group->meaning), meaning != NULL);
  show_text (group, esp_json_get_string (permission, "PolicyTemplate"));
  g_object_notify_by_pspec (G_OBJECT (group), properties[PROP_PERMISSION]);
  g_signal_emit (group, changed_signal, 0);
}

static char *
title_cb (gpointer item, gpointer data)
{
  return g_strdup (console_permission_title (gtk_string_object_get_string (item)));
}

/* The service's name of it, by which others know it. */
static char *
note_cb (gpointer item, gpointer data)
{
  const char *name = gtk_string_object_get_string (item);

  return g_str_equal (console_permission_title (name), name) ? NULL : g_strdup (name);
}

static gboolean
is_wanted (ConsolePermissionGroup *group, JsonObject *permission)
{
  if (group->chosen)
    return g_strcmp0 (esp_json_get_string (permission, "Name"), group->chosen) == 0;
  return esp_json_get_boolean (permission, "IsDefault", FALSE);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePermissionGroup *group = CONSOLE_PERMISSION_GROUP (owner);
  JsonArray *permissions = result ? esp_json_get_array (result, "Permissions") : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint wanted = 0;

  if (!permissions)
    {
      g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

      console_note_row_set_value (group->meaning, sentence);
      gtk_widget_set_visible (GTK_WIDGET (group->meaning), sentence != NULL);
      return;
    }
  g_clear_pointer (&group->permissions, json_array_unref);
  group->permissions = json_array_ref (permissions);
  for (guint i = 0; i < json_array_get_length (permissions); i++)
    {
      JsonObject *permission = json_array_get_object_element (permissions, i);

      gtk_string_list_append (names, esp_json_get_string (permission, "Name"));
      if (is_wanted (group, permission))
        wanted = i;
    }
  adw_combo_row_set_model (group->combo, G_LIST_MODEL (names));
  adw_combo_row_set_selected (group->combo, wanted);
  selected_cb (group);
}

void
console_permission_group_load (ConsolePermissionGroup *group,
                               ConsoleSession *session,
                               const char *chosen)
{
  group->chosen = g_strdup (chosen);
  console_session_call (session, GTK_WIDGET (group), "ListManagedPermissions", NULL, listed_cb,
                        NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_permission_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PERMISSION)
    g_value_set_string (value, console_permission_group_get (CONSOLE_PERMISSION_GROUP (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_permission_group_dispose (GObject *object)
{
  ConsolePermissionGroup *group = CONSOLE_PERMISSION_GROUP (object);

  g_clear_pointer (&group->permissions, json_array_unref);
  g_clear_pointer (&group->chosen, g_free);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PERMISSION_GROUP);
  G_OBJECT_CLASS (console_permission_group_parent_class)->dispose (object);
}

static void
console_permission_group_class_init (ConsolePermissionGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_permission_group_get_property;
  object_class->dispose = console_permission_group_dispose;
  properties[PROP_PERMISSION] = g_param_spec_string ("permission", NULL, NULL, NULL,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/permission-group.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePermissionGroup, group);
  gtk_widget_class_bind_template_child (widget_class, ConsolePermissionGroup, combo);
  gtk_widget_class_bind_template_child (widget_class, ConsolePermissionGroup, meaning);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
console_permission_group_init (ConsolePermissionGroup *group)
{
  gtk_widget_init_template (GTK_WIDGET (group));
  console_note_row_set_title (group->meaning, NULL);
  console_combo_set_texts (group->combo, title_cb, note_cb, NULL, NULL);
}
