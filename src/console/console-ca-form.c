/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every new CA is asked for: name, validity, key, tags. What is allowed is judged by the core
 * as one types; where the CA goes is the dialog's. */
#include "console-error.h"
#include "console-focus.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define N_FIELDS 6
#define DEFAULT_KEY "EC_prime256v1"

struct _ConsoleCaForm
{
  AdwBin parent_instance;

  AdwEntryRow *name_row;
  ConsoleHintRow *name_hint;
  AdwExpanderRow *subject_expander;
  AdwEntryRow *organization_row;
  AdwEntryRow *unit_row;
  AdwEntryRow *locality_row;
  AdwEntryRow *state_row;
  AdwEntryRow *country_row;
  ConsoleHintRow *subject_hint;
  AdwBin *extra_bin;
  ConsoleValidityRow *validity_row;
  ConsoleHintRow *validity_hint;
  AdwComboRow *key_row;
  ConsoleTagsEditor *tags_editor;
  GPtrArray *algorithms; /* const EspKeyAlgorithm, in the order of the choice */
  gboolean touched;
  gboolean valid;
};

G_DEFINE_FINAL_TYPE (ConsoleCaForm, console_ca_form, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_VALID,
  PROP_EXTRA,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static const char *const keys[N_FIELDS] = { "CN", "OU", "O", "L", "ST", "C" };

/* --- Name --------------------------------------------------------------------------------------*/

static AdwEntryRow *
get_row (ConsoleCaForm *form, guint field)
{
  AdwEntryRow *rows[N_FIELDS] = { form->name_row,     form->unit_row,  form->organization_row,
                                  form->locality_row, form->state_row, form->country_row };

  return rows[field];
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static char *
make_subject (ConsoleCaForm *form)
{
  const char *values[N_FIELDS];

  for (guint i = 0; i < N_FIELDS; i++)
    values[i] = get_text (get_row (form, i));
  return console_subject_text (keys, values, N_FIELDS);
}

/* One attribute alone, so that the sentence belongs to its row; an empty one is left out. */
static gboolean
check_field (ConsoleCaForm *form, guint field, GError **error)
{
  const char *value = get_text (get_row (form, field));
  g_autofree char *text = console_subject_text (&keys[field], &value, 1);
  g_autoptr (EspName) name = *text ? esp_name_parse (text, error) : NULL;

  return name || !*text;
}

static gboolean
check_name (ConsoleCaForm *form)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (get_text (form->name_row)));
  g_autoptr (GError) error = NULL;

  form->touched |= *trimmed != '\0';
  if (!*trimmed)
    {
      console_hint_row_set_text (form->name_hint, form->touched ? _ ("Give the CA a name.") : NULL);
      return FALSE;
    }
  check_field (form, 0, &error);
  console_hint_row_set_error (form->name_hint, error);
  return error == NULL;
}

static void
mark_field (AdwEntryRow *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

static gboolean
check_rest (ConsoleCaForm *form)
{
  g_autoptr (GError) first = NULL;

  for (guint i = 1; i < N_FIELDS; i++)
    {
      g_autoptr (GError) error = NULL;

      check_field (form, i, &error);
      mark_field (get_row (form, i), error != NULL);
      if (error && !first)
        first = g_steal_pointer (&error);
    }
  console_hint_row_set_error (form->subject_hint, first);
  return first == NULL;
}

/* The fields that are filled in, so that the closed row says what it holds. */
static void
show_summary (ConsoleCaForm *form)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  for (guint i = 1; i < N_FIELDS; i++)
    {
      g_autofree char *safe = esp_text_escape (get_text (get_row (form, i)));

      if (*safe)
        g_ptr_array_add (parts, g_steal_pointer (&safe));
    }
  g_ptr_array_add (parts, NULL);
  text = g_strjoinv (", ", (char **) parts->pdata);
  adw_expander_row_set_subtitle (form->subject_expander, *text ? text : _ ("None"));
}

/* --- Key ---------------------------------------------------------------------------------------*/

static char *
key_title (gpointer item, gpointer data)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static char *
key_note (gpointer item, gpointer data)
{
  const char *label = gtk_string_object_get_string (item);

  for (const EspKeyAlgorithm *a = esp_key_algorithms (); a->name; a++)
    if (g_str_equal (a->label, label))
      /* Translators: strength of a key; the number is bits of security (NIST SP 800-57) */
      return g_strdup_printf (_ ("As strong as a symmetric key of %u bits"), a->strength);
  return NULL;
}

static void
fill_keys (ConsoleCaForm *form)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  form->algorithms = g_ptr_array_new ();
  for (const EspKeyAlgorithm *a = esp_key_algorithms (); a->name; a++)
    {
      if (!esp_key_algorithm_available (a))
        continue;
      if (g_str_equal (a->name, DEFAULT_KEY))
        chosen = form->algorithms->len;
      g_ptr_array_add (form->algorithms, (gpointer) a);
      gtk_string_list_append (names, a->label);
    }
  console_combo_set_texts (form->key_row, key_title, key_note, NULL, NULL);
  adw_combo_row_set_model (form->key_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (form->key_row, chosen);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
changed_cb (ConsoleCaForm *form)
{
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (form->tags_editor);
  const char *problem = console_validity_row_get_problem (form->validity_row);
  gboolean name = check_name (form), rest = check_rest (form);
  gboolean valid = name && rest && !problem && tags;

  show_summary (form);
  console_hint_row_set_text (form->validity_hint, problem);
  if (form->valid != valid)
    {
      form->valid = valid;
      g_object_notify_by_pspec (G_OBJECT (form), properties[PROP_VALID]);
    }
  g_signal_emit (form, changed_signal, 0);
}

static gboolean
console_ca_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_CA_FORM (widget)->name_row));
}

static void
console_ca_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleCaForm *form = CONSOLE_CA_FORM (object);

  if (id == PROP_VALID)
    g_value_set_boolean (value, form->valid);
  else if (id == PROP_EXTRA)
    g_value_set_object (value, adw_bin_get_child (form->extra_bin));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_ca_form_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleCaForm *form = CONSOLE_CA_FORM (object);
  GtkWidget *extra;

  if (id != PROP_EXTRA)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  extra = g_value_get_object (value);
  adw_bin_set_child (form->extra_bin, extra);
  gtk_widget_set_visible (GTK_WIDGET (form->extra_bin), extra != NULL);
}

static void
console_ca_form_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_CA_FORM (object)->algorithms);
  G_OBJECT_CLASS (console_ca_form_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, name_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, subject_expander);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, organization_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, unit_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, locality_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, state_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, country_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, subject_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, extra_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, validity_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, validity_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, key_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaForm, tags_editor);
}

static void
console_ca_form_class_init (ConsoleCaFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_ca_form_get_property;
  object_class->set_property = console_ca_form_set_property;
  object_class->finalize = console_ca_form_finalize;
  widget_class->grab_focus = console_ca_form_grab_focus;
  widget_class->focus = console_focus_child;
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXTRA] = g_param_spec_object ("extra", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_CA_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_VALIDITY_ROW);
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/ca-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_ca_form_init (ConsoleCaForm *form)
{
  gtk_widget_init_template (GTK_WIDGET (form));
  fill_keys (form);
  changed_cb (form);
}

void
console_ca_form_set_organization (ConsoleCaForm *form, const char *organization)
{
  gtk_editable_set_text (GTK_EDITABLE (form->organization_row), organization ? organization : "");
}

void
console_ca_form_set_validity (ConsoleCaForm *form, int years, gint64 limit)
{
  console_validity_row_set_default (form->validity_row, ESP_VALIDITY_YEARS, years, limit);
}

gboolean
console_ca_form_is_valid (ConsoleCaForm *form)
{
  return form->valid;
}

const char *
console_ca_form_get_name (ConsoleCaForm *form)
{
  return get_text (form->name_row);
}

void
console_ca_form_fill (ConsoleCaForm *form, JsonObject *parameters)
{
  g_autofree char *subject = make_subject (form);
  guint chosen = adw_combo_row_get_selected (form->key_row);
  const EspKeyAlgorithm *algorithm = g_ptr_array_index (form->algorithms, chosen);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (form->tags_editor);

  json_object_set_string_member (parameters, "Subject", subject);
  json_object_set_string_member (parameters, "KeyAlgorithm", algorithm->name);
  json_object_set_object_member (parameters, "Validity",
                                 console_validity_row_to_json (form->validity_row));
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
}
