/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields for what is wanted most; everything else that the service's ApiPassthrough knows comes
 * from a file, which then stands instead of the fields. */
#include "console-passthrough-editor.h"

#include "console-error.h"
#include "console-files.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define FILE_LIMIT 2097152

typedef struct
{
  const char *member; /* of the JSON */
  const char *word;
} FieldRow;

static const FieldRow subjects[] = {
  { "CommonName", NC_ ("field of a name", "Common name") },
  { "Organization", NC_ ("field of a name", "Organization") },
  { "OrganizationalUnit", NC_ ("field of a name", "Organizational unit") },
  { "Locality", NC_ ("field of a name", "Locality") },
  { "State", NC_ ("field of a name", "State or province") },
  { "Country", NC_ ("field of a name", "Country (two letters)") },
  { "SerialNumber", NC_ ("field of a name", "Serial number") },
};

static const FieldRow usages[] = {
  { "DigitalSignature", NC_ ("key usage", "Digital signature") },
  { "NonRepudiation", NC_ ("key usage", "Non-repudiation") },
  { "KeyEncipherment", NC_ ("key usage", "Key encipherment") },
  { "DataEncipherment", NC_ ("key usage", "Data encipherment") },
  { "KeyAgreement", NC_ ("key usage", "Key agreement") },
  { "KeyCertSign", NC_ ("key usage", "Certificate signing") },
  { "CRLSign", NC_ ("key usage", "CRL signing") },
  { "EncipherOnly", NC_ ("key usage", "Encipher only") },
  { "DecipherOnly", NC_ ("key usage", "Decipher only") },
};

static const FieldRow extended_usages[] = {
  { "SERVER_AUTH", NC_ ("extended key usage", "TLS server") },
  { "CLIENT_AUTH", NC_ ("extended key usage", "TLS client") },
  { "CODE_SIGNING", NC_ ("extended key usage", "Code signing") },
  { "EMAIL_PROTECTION", NC_ ("extended key usage", "E-mail protection") },
  { "TIME_STAMPING", NC_ ("extended key usage", "Time stamping") },
  { "OCSP_SIGNING", NC_ ("extended key usage", "OCSP signing") },
  { "SMART_CARD_LOGIN", NC_ ("extended key usage", "Smart card logon") },
  { "DOCUMENT_SIGNING", NC_ ("extended key usage", "Document signing") },
  { "CERTIFICATE_TRANSPARENCY", NC_ ("extended key usage", "Certificate transparency") },
};

struct _ConsolePassthroughEditor
{
  AdwBin parent_instance;

  GtkWidget *file_button;
  AdwActionRow *file_row;
  ConsoleHintRow *file_hint;
  AdwExpanderRow *subject_row;
  AdwExpanderRow *names_row;
  AdwExpanderRow *usage_row;
  AdwExpanderRow *purpose_row;

  GtkEditable *subject_entries[G_N_ELEMENTS (subjects)];
  GtkCheckButton *usage_checks[G_N_ELEMENTS (usages)];
  GtkCheckButton *purpose_checks[G_N_ELEMENTS (extended_usages)];
  GtkEditable *oids_entry;
  GPtrArray *names; /* ConsoleAltNameRow, in the list */
  JsonObject *document;
  char *file_name; /* NULL: the fields count */
  char *problem;
};

G_DEFINE_FINAL_TYPE (ConsolePassthroughEditor, console_passthrough_editor, ADW_TYPE_BIN)

static guint changed_signal;

static void
tell_changed (ConsolePassthroughEditor *editor)
{
  g_signal_emit (editor, changed_signal, 0);
}

/* --- From the fields ---------------------------------------------------------------------------*/

static JsonObject *
read_subject (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonObject) subject = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      const char *value = gtk_editable_get_text (editor->subject_entries[i]);

      if (value[0])
        json_object_set_string_member (subject, subjects[i].member, value);
    }
  return json_object_get_size (subject) > 0 ? g_steal_pointer (&subject) : NULL;
}

static JsonObject *
read_usage (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonObject) usage = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (usages); i++)
    if (gtk_check_button_get_active (editor->usage_checks[i]))
      json_object_set_boolean_member (usage, usages[i].member, TRUE);
  return json_object_get_size (usage) > 0 ? g_steal_pointer (&usage) : NULL;
}

static void
add_purpose (JsonArray *list, const char *member, const char *value)
{
  JsonObject *purpose = json_object_new ();

  json_object_set_string_member (purpose, member, value);
  json_array_add_object_element (list, purpose);
}

static JsonArray *
read_purposes (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_auto (GStrv) oids = g_strsplit_set (gtk_editable_get_text (editor->oids_entry), " ,", -1);

  for (guint i = 0; i < G_N_ELEMENTS (extended_usages); i++)
    if (gtk_check_button_get_active (editor->purpose_checks[i]))
      add_purpose (list, "ExtendedKeyUsageType", extended_usages[i].member);
  for (guint i = 0; oids[i]; i++)
    if (oids[i][0])
      add_purpose (list, "ExtendedKeyUsageObjectIdentifier", oids[i]);
  return json_array_get_length (list) > 0 ? g_steal_pointer (&list) : NULL;
}

static JsonArray *
read_names (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonArray) list = json_array_new ();

  for (guint i = 0; i < editor->names->len; i++)
    {
      JsonObject *name = console_alt_name_row_to_json (g_ptr_array_index (editor->names, i));

      if (name)
        json_array_add_object_element (list, name);
    }
  return json_array_get_length (list) > 0 ? g_steal_pointer (&list) : NULL;
}

static JsonObject *
read_extensions (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonObject) extensions = json_object_new ();
  JsonObject *usage = read_usage (editor);
  JsonArray *purposes = read_purposes (editor), *names = read_names (editor);

  if (usage)
    json_object_set_object_member (extensions, "KeyUsage", usage);
  if (purposes)
    json_object_set_array_member (extensions, "ExtendedKeyUsage", purposes);
  if (names)
    json_object_set_array_member (extensions, "SubjectAlternativeNames", names);
  return json_object_get_size (extensions) > 0 ? g_steal_pointer (&extensions) : NULL;
}

JsonObject *
console_passthrough_editor_to_json (ConsolePassthroughEditor *editor)
{
  g_autoptr (JsonObject) document = NULL;
  JsonObject *subject, *extensions;

  if (editor->file_name)
    return editor->document ? json_object_ref (editor->document) : NULL;
  document = json_object_new ();
  subject = read_subject (editor);
  extensions = read_extensions (editor);
  if (subject)
    json_object_set_object_member (document, "Subject", subject);
  if (extensions)
    json_object_set_object_member (document, "Extensions", extensions);
  return json_object_get_size (document) > 0 ? g_steal_pointer (&document) : NULL;
}

const char *
console_passthrough_editor_get_problem (ConsolePassthroughEditor *editor)
{
  return editor->problem;
}

/* --- From a file -------------------------------------------------------------------------------*/

static void
show_file (ConsolePassthroughEditor *editor)
{
  AdwExpanderRow *fields[] = { editor->subject_row, editor->names_row, editor->usage_row,
                               editor->purpose_row };
  g_autofree char *safe = esp_text_escape (editor->file_name ? editor->file_name : "");

  gtk_widget_set_visible (GTK_WIDGET (editor->file_row), editor->file_name != NULL);
  adw_action_row_set_subtitle (editor->file_row, safe);
  console_hint_row_set_text (editor->file_hint, editor->problem);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_widget_set_visible (GTK_WIDGET (fields[i]), editor->file_name == NULL);
  tell_changed (editor);
}

/* Takes @problem. */
static void
set_file (ConsolePassthroughEditor *editor, const char *name, JsonObject *document, char *problem)
{
  g_clear_pointer (&editor->document, json_object_unref);
  g_free (editor->file_name);
  g_free (editor->problem);
  editor->document = document ? json_object_ref (document) : NULL;
  editor->file_name = g_strdup (name);
  editor->problem = problem;
  show_file (editor);
}

void
console_passthrough_editor_take_file (ConsolePassthroughEditor *editor,
                                      const char *name,
                                      GBytes *content)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  const char *text = g_bytes_get_data (content, &len);
  g_autoptr (JsonNode) node = esp_json_parse (text ? text : "", (gssize) len, FILE_LIMIT, &error);

  if (!node)
    set_file (editor, name, NULL, console_error_sentence (error));
  else if (!JSON_NODE_HOLDS_OBJECT (node))
    set_file (editor, name, NULL,
              g_strdup (_ ("The file holds no JSON object with Subject and Extensions.")));
  else
    set_file (editor, name, json_node_get_object (node), NULL);
}

static void
forget_clicked_cb (ConsolePassthroughEditor *editor)
{
  set_file (editor, NULL, NULL, NULL);
}

static void
read_cb (GtkWidget *owner, GBytes *content, const GError *error, gpointer data)
{
  g_autofree char *name = data;
  ConsolePassthroughEditor *editor = CONSOLE_PASSTHROUGH_EDITOR (owner);

  if (error)
    set_file (editor, name, NULL, console_error_sentence (error));
  else
    console_passthrough_editor_take_file (editor, name, content);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  if (file)
    console_files_read (owner, file, FILE_LIMIT, read_cb, g_file_get_basename (file));
}

static void
file_clicked_cb (ConsolePassthroughEditor *editor)
{
  static const char *const patterns[] = { "*.json", NULL };

  console_files_open (GTK_WIDGET (editor), C_ ("title of a file chooser", "Open Passthrough"),
                      patterns, C_ ("file filter", "JSON"), chosen_cb, NULL);
}

/* --- Alternative names -------------------------------------------------------------------------*/

static void
remove_name_cb (ConsolePassthroughEditor *editor, GtkWidget *row)
{
  adw_expander_row_remove (editor->names_row, row);
  g_ptr_array_remove (editor->names, row);
  tell_changed (editor);
}

void
console_passthrough_editor_add_name (ConsolePassthroughEditor *editor,
                                     const char *member,
                                     const char *value)
{
  GtkWidget *row = console_alt_name_row_new (member, value);

  adw_expander_row_add_row (editor->names_row, row);
  adw_expander_row_set_expanded (editor->names_row, TRUE);
  g_ptr_array_add (editor->names, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (tell_changed), editor, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_name_cb), editor, G_CONNECT_SWAPPED);
  tell_changed (editor);
}

static void
add_name_cb (ConsolePassthroughEditor *editor)
{
  GtkWidget *row;

  console_passthrough_editor_add_name (editor, NULL, NULL);
  row = g_ptr_array_index (editor->names, editor->names->len - 1);
  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

/* --- Building ----------------------------------------------------------------------------------*/

static GtkEditable *
add_entry (ConsolePassthroughEditor *editor, AdwExpanderRow *into, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_expander_row_add_row (into, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (tell_changed), editor, G_CONNECT_SWAPPED);
  return GTK_EDITABLE (row);
}

static GtkCheckButton *
add_check (ConsolePassthroughEditor *editor, AdwExpanderRow *into, const char *title)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_expander_row_add_row (into, row);
  g_signal_connect_object (check, "toggled", G_CALLBACK (tell_changed), editor, G_CONNECT_SWAPPED);
  return GTK_CHECK_BUTTON (check);
}

static void
build (ConsolePassthroughEditor *editor)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    editor->subject_entries[i] = add_entry (
      editor, editor->subject_row, g_dpgettext2 (NULL, "field of a name", subjects[i].word));
  for (guint i = 0; i < G_N_ELEMENTS (usages); i++)
    editor->usage_checks[i] = add_check (editor, editor->usage_row,
                                         g_dpgettext2 (NULL, "key usage", usages[i].word));
  for (guint i = 0; i < G_N_ELEMENTS (extended_usages); i++)
    editor->purpose_checks[i] = add_check (
      editor, editor->purpose_row,
      g_dpgettext2 (NULL, "extended key usage", extended_usages[i].word));
  editor->oids_entry = add_entry (editor, editor->purpose_row,
                                  C_ ("row of a form", "Others by their OIDs"));
}

void
console_passthrough_editor_set_subject (ConsolePassthroughEditor *editor,
                                        const char *member,
                                        const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_str_equal (subjects[i].member, member))
      gtk_editable_set_text (editor->subject_entries[i], value);
}

void
console_passthrough_editor_expand (ConsolePassthroughEditor *editor)
{
  AdwExpanderRow *fields[] = { editor->subject_row, editor->names_row, editor->usage_row,
                               editor->purpose_row };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    adw_expander_row_set_expanded (fields[i], TRUE);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_passthrough_editor_finalize (GObject *object)
{
  ConsolePassthroughEditor *editor = CONSOLE_PASSTHROUGH_EDITOR (object);

  g_clear_pointer (&editor->document, json_object_unref);
  g_ptr_array_unref (editor->names);
  g_free (editor->file_name);
  g_free (editor->problem);
  G_OBJECT_CLASS (console_passthrough_editor_parent_class)->finalize (object);
}

static void
console_passthrough_editor_class_init (ConsolePassthroughEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_passthrough_editor_finalize;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_PASSTHROUGH_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/passthrough-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, file_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, file_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, file_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, names_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, usage_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePassthroughEditor, purpose_row);
  gtk_widget_class_bind_template_callback (widget_class, file_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_name_cb);
}

static void
console_passthrough_editor_init (ConsolePassthroughEditor *editor)
{
  gtk_widget_init_template (GTK_WIDGET (editor));
  editor->names = g_ptr_array_new ();
  build (editor);
}
