/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names come from outside: labels without markup, direction marks as escapes. */
#include "console-access-row.h"

#include <glib/gi18n.h>

struct _ConsoleAccessRow
{
  AdwBin parent_instance;

  GtkLabel *heading;
  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *title;
  GtkImage *status_icon;
  GtkLabel *status;
  GtkLabel *subtitle;
  GtkLabel *tags;
  ConsoleAccessItem *item;
  char *text;
};

G_DEFINE_FINAL_TYPE (ConsoleAccessRow, console_access_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *icon;
  char *subtitle;
  char *status;
  const char *status_icon;
  const char *style;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->subtitle);
  g_free (words->status);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
describe_person (JsonObject *object, Words *words)
{
  const char *kind = esp_json_get_string (object, "Kind");
  const char *status = esp_json_get_string (object, "Status");
  JsonArray *roles = esp_json_get_array (object, "Roles");
  g_autofree char *names = console_names_join (roles);

  words->icon = console_person_kind_icon (kind);
  words->status = g_strdup (console_person_status_word (status));
  words->status_icon = console_person_status_icon (status);
  words->style = console_person_status_style (status);
  if (g_strcmp0 (kind, "RECOVERY") == 0)
    words->subtitle = g_strdup (console_person_kind_word (kind));
  else if (!names[0])
    words->subtitle = g_strdup_printf ("%s · %s", console_person_kind_word (kind),
                                       C_ ("roles of a person", "no role"));
  else
    words->subtitle = g_strdup_printf ("%s · %s", console_person_kind_word (kind), names);
}

static void
describe_role (JsonObject *object, Words *words)
{
  JsonArray *people = esp_json_get_array (object, "Principals");
  JsonArray *policies = esp_json_get_array (object, "Policies");
  guint n = people ? json_array_get_length (people) : 0;
  g_autofree char *names = console_names_join (policies);

  words->icon = "role-symbolic";
  words->status = g_strdup_printf (ngettext ("%u person", "%u people", n), n);
  words->style = "dim-label";
  words->subtitle = names[0] ? g_steal_pointer (&names) :
                               g_strdup (C_ ("policies of a role", "no policy: it may do nothing"));
}

static void
describe_guardrail (JsonObject *object, Words *words)
{
  JsonArray *accounts = esp_json_get_array (object, "Accounts");
  guint n = accounts ? json_array_get_length (accounts) : 0;

  words->icon = "guardrail-symbolic";
  words->style = "dim-label";
  words->status = n == 0 ? g_strdup (C_ ("accounts of a guardrail", "All accounts")) :
                           g_strdup_printf (ngettext ("%u account", "%u accounts", n), n);
  words->subtitle = n == 0 ? g_strdup (_ ("Holds for everybody in every account")) :
                             console_names_join (accounts);
}

/* An own one by its versions, a ready-made one by the name that others know it by. */
static void
describe_permission (JsonObject *object, Words *words)
{
  JsonArray *versions = esp_json_get_array (object, "Versions");
  guint n_versions = versions ? json_array_get_length (versions) : 0;
  guint n_shares = MAX (esp_json_get_int (object, "Shares", 0), 0);

  words->icon = "permission-symbolic";
  words->style = "dim-label";
  words->status = n_shares == 0 ?
                    g_strdup (C_ ("use of a permission", "Not in use")) :
                    g_strdup_printf (ngettext ("%u share", "%u shares", n_shares), n_shares);
  if (n_versions == 0)
    words->subtitle = g_strdup (esp_json_get_string (object, "Name"));
  else
    words->subtitle = g_strdup_printf (
      /* Translators: how many versions, and the number of the one that is the default */
      ngettext ("%u version · new shares get version %u", "%u versions · new shares get version %u",
                n_versions),
      n_versions, (guint) esp_json_get_int (object, "DefaultVersion", 1));
}

static char *
describe_tags (JsonObject *object)
{
  g_autoptr (GPtrArray) tags = console_tags_from_json (object);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s%s=%s", i ? "  " : "", tag->key, tag->value);
    }
  return g_string_free (text, FALSE);
}

static void
describe (ConsoleAccessItem *item, Words *words)
{
  static void (*const describers[]) (JsonObject *, Words *) = {
    [CONSOLE_ACCESS_PERSON] = describe_person,
    [CONSOLE_ACCESS_ROLE] = describe_role,
    [CONSOLE_ACCESS_GUARDRAIL] = describe_guardrail,
    [CONSOLE_ACCESS_PERMISSION] = describe_permission,
  };

  describers[console_access_item_get_kind (item)](console_access_item_get_object (item), words);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
set_text (GtkLabel *label, const char *text)
{
  g_autofree char *safe = esp_text_escape (text ? text : "");

  gtk_label_set_text (label, safe);
  gtk_widget_set_visible (GTK_WIDGET (label), safe[0] != '\0');
}

static void
set_style (ConsoleAccessRow *row, const char *style)
{
  static const char *const styles[] = { "success", "warning", "error", "dim-label" };
  GtkWidget *widgets[] = { GTK_WIDGET (row->status), GTK_WIDGET (row->status_icon) };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (styles); j++)
        gtk_widget_remove_css_class (widgets[i], styles[j]);
      if (style)
        gtk_widget_add_css_class (widgets[i], style);
    }
}

static void
show_thing (ConsoleAccessRow *row, ConsoleAccessItem *item)
{
  g_auto (Words) words = { NULL };
  g_autofree char *tags = describe_tags (console_access_item_get_object (item));
  g_autofree char *spoken = NULL;

  describe (item, &words);
  gtk_image_set_from_icon_name (row->icon, words.icon);
  set_text (row->title, console_access_item_get_name (item));
  set_text (row->subtitle, words.subtitle);
  set_text (row->status, words.status);
  set_text (row->tags, tags);
  gtk_image_set_from_icon_name (row->status_icon, words.status_icon);
  gtk_widget_set_visible (GTK_WIDGET (row->status_icon), words.status_icon != NULL);
  set_style (row, words.style);
  spoken = g_strdup_printf ("%s, %s, %s%s%s", console_access_item_get_name (item), words.status,
                            words.subtitle, tags[0] ? ", " : "", tags);
  row->text = esp_text_escape (spoken);
}

void
console_access_row_set_item (ConsoleAccessRow *row, ConsoleAccessItem *item)
{
  gboolean heading = item && console_access_item_get_kind (item) == CONSOLE_ACCESS_HEADING;

  if (!g_set_object (&row->item, item))
    return;
  g_clear_pointer (&row->text, g_free);
  gtk_widget_set_visible (GTK_WIDGET (row->heading), heading);
  gtk_widget_set_visible (row->content, item && !heading);
  if (heading)
    {
      set_text (row->heading, console_access_item_get_name (item));
      row->text = esp_text_escape (console_access_item_get_name (item));
    }
  else if (item)
    show_thing (row, item);
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_ITEM]);
}

const char *
console_access_row_get_text (ConsoleAccessRow *row)
{
  return row->text ? row->text : "";
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_access_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ITEM)
    g_value_set_object (value, CONSOLE_ACCESS_ROW (object)->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_access_row_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_ACCESS_ROW (object)->item);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_ACCESS_ROW);
  G_OBJECT_CLASS (console_access_row_parent_class)->dispose (object);
}

static void
console_access_row_finalize (GObject *object)
{
  g_free (CONSOLE_ACCESS_ROW (object)->text);
  G_OBJECT_CLASS (console_access_row_parent_class)->finalize (object);
}

static void
console_access_row_class_init (ConsoleAccessRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_access_row_get_property;
  object_class->dispose = console_access_row_dispose;
  object_class->finalize = console_access_row_finalize;
  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, CONSOLE_TYPE_ACCESS_ITEM,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/access-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, heading);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, content);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, status_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, status);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessRow, tags);
}

static void
console_access_row_init (ConsoleAccessRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
console_access_row_new (void)
{
  return g_object_new (CONSOLE_TYPE_ACCESS_ROW, NULL);
}
