/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of persons and actions would be wide and mostly empty; so it is told from either side, as
 * a list that fits any window: for each action who may do it, or for each person what they may do.
 */
#include "console-access-matrix.h"

#include "console-access-item.h"
#include "console-error.h"
#include "console-format.h"
#include "console-note-row.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define REFRESH_MS 1000
/* Boxed lists are for what a person can read. */
#define ROWS_MAX 100

struct _ConsoleAccessMatrix
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwBin *empty_bin;
  GtkToggleButton *by_action_button;
  GtkLabel *dual_label;
  GtkBox *rows_box;

  ConsoleSession *session;
  char *arn;
  JsonObject *answer;
  guint question; /* number of the one that is asked: older answers do not count */
  guint refresh_source;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleAccessMatrix, console_access_matrix, ADW_TYPE_BIN)

/* --- Reading the answer ------------------------------------------------------------------------*/

static gboolean
has (JsonObject *row, const char *member, const char *action)
{
  return console_names_contain (esp_json_get_array (row, member), action);
}

static guint
get_n_rows (ConsoleAccessMatrix *matrix)
{
  JsonArray *rows = esp_json_get_array (matrix->answer, "Rows");

  return rows ? json_array_get_length (rows) : 0;
}

static JsonObject *
get_row (ConsoleAccessMatrix *matrix, guint i)
{
  return json_array_get_object_element (esp_json_get_array (matrix->answer, "Rows"), i);
}

static guint
get_n_actions (ConsoleAccessMatrix *matrix)
{
  JsonArray *actions = esp_json_get_array (matrix->answer, "Actions");

  return actions ? json_array_get_length (actions) : 0;
}

static const char *
get_action (ConsoleAccessMatrix *matrix, guint i)
{
  return json_array_get_string_element (esp_json_get_array (matrix->answer, "Actions"), i);
}

static void
append (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len ? ", " : "", part);
}

static char *
name_person (JsonObject *row)
{
  return console_name_in_role (esp_json_get_string (row, "Principal"),
                               esp_json_get_string (row, "Role"));
}

/* --- By action ---------------------------------------------------------------------------------*/

typedef struct
{
  GString *always;       /* who may do it */
  GString *sometimes;    /* under some template or tag only */
  GString *with_another; /* of them, those who need a second person */
} Persons;

static Persons
find_persons (ConsoleAccessMatrix *matrix, const char *action)
{
  Persons persons = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };

  for (guint i = 0; i < get_n_rows (matrix); i++)
    {
      JsonObject *row = get_row (matrix, i);
      g_autofree char *name = name_person (row);

      if (has (row, "Conditional", action))
        append (persons.sometimes, name);
      else if (has (row, "Allowed", action))
        append (has (row, "NeedsApproval", action) ? persons.with_another : persons.always, name);
    }
  return persons;
}

static void
persons_clear (Persons *persons)
{
  g_string_free (persons->always, TRUE);
  g_string_free (persons->sometimes, TRUE);
  g_string_free (persons->with_another, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Persons, persons_clear)

static void
append_clause (GString *text, const char *msgid, const char *who)
{
  const char *arguments[] = { "who", who, NULL };
  g_autofree char *clause = *who ? esp_text_fill (msgid, arguments) : NULL;

  if (clause)
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "", clause);
}

static GtkWidget *
make_action_row (ConsoleAccessMatrix *matrix, const char *action)
{
  g_auto (Persons) persons = find_persons (matrix, action);
  g_autofree char *words = console_format_action (action);
  g_autoptr (GString) value = g_string_new (persons.always->str);
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (console_note_row_new (words));

  append_clause (value, C_ ("access", "With a second person: {who}"), persons.with_another->str);
  append_clause (value, C_ ("access", "With some templates or tags: {who}"),
                 persons.sometimes->str);
  console_note_row_set_value (row, value->len ? value->str : C_ ("access", "Nobody"));
  console_note_row_set_detail (row, action);
  if (value->len == 0)
    console_note_row_set_icon (row, "ca-disabled-symbolic", "dim-label");
  else if (persons.always->len > 0)
    console_note_row_set_icon (row, "certificate-valid-symbolic", "success");
  else
    console_note_row_set_icon (row, "dialog-information-symbolic", NULL);
  return GTK_WIDGET (row);
}

static GtkWidget *
make_keys_row (ConsoleAccessMatrix *matrix)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (console_note_row_new (_ ("The key opens for")));

  for (guint i = 0; i < get_n_rows (matrix); i++)
    {
      JsonObject *person = get_row (matrix, i);
      const char *name = esp_json_get_string (person, "Principal");

      if (name && esp_json_get_boolean (person, "OpensKey", FALSE) &&
          g_hash_table_add (seen, (gpointer) name))
        append (names, name);
    }
  console_note_row_set_value (row, names->len ? names->str : C_ ("access", "Nobody"));
  console_note_row_set_detail (row, _ ("Only they can sign, whatever a file or a rule says."));
  console_note_row_set_icon (row, "keyring-symbolic", NULL);
  return GTK_WIDGET (row);
}

static void
show_by_action (ConsoleAccessMatrix *matrix)
{
  AdwPreferencesGroup *group = console_box_add_group (matrix->rows_box, _ ("Key"), NULL);

  adw_preferences_group_add (group, make_keys_row (matrix));
  group = console_box_add_group (matrix->rows_box, _ ("Actions"), NULL);
  for (guint i = 0; i < MIN (get_n_actions (matrix), ROWS_MAX); i++)
    adw_preferences_group_add (group, make_action_row (matrix, get_action (matrix, i)));
}

/* --- By person ---------------------------------------------------------------------------------*/

static char *
list_actions (ConsoleAccessMatrix *matrix, JsonObject *row, const char *member, const char *without)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < get_n_actions (matrix); i++)
    {
      const char *action = get_action (matrix, i);
      g_autofree char *words = console_format_action (action);

      if (has (row, member, action) && !has (row, "Conditional", action) &&
          (!without || !has (row, without, action)))
        append (text, words);
      else if (g_str_equal (member, "Conditional") && has (row, member, action))
        append (text, words);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_person_row (ConsoleAccessMatrix *matrix, JsonObject *row)
{
  g_autofree char *name = name_person (row);
  g_autofree char *always = list_actions (matrix, row, "Allowed", "NeedsApproval");
  g_autofree char *approval = list_actions (matrix, row, "NeedsApproval", NULL);
  g_autofree char *sometimes = list_actions (matrix, row, "Conditional", NULL);
  gboolean opens = esp_json_get_boolean (row, "OpensKey", FALSE);
  g_autoptr (GString) value = g_string_new (always);
  ConsoleNoteRow *note = CONSOLE_NOTE_ROW (console_note_row_new (name));

  append_clause (value, C_ ("access", "With a second person: {who}"), approval);
  append_clause (value, C_ ("access", "With some templates or tags: {who}"), sometimes);
  console_note_row_set_value (note, value->len ? value->str : C_ ("access", "Nothing"));
  console_note_row_set_chip (note, opens ? C_ ("access", "Opens the key") : NULL);
  console_note_row_set_icon (note, value->len ? "person-symbolic" : "ca-disabled-symbolic",
                             value->len ? NULL : "dim-label");
  return GTK_WIDGET (note);
}

static void
show_by_person (ConsoleAccessMatrix *matrix)
{
  guint n = get_n_rows (matrix);
  AdwPreferencesGroup *group = console_box_add_group (matrix->rows_box, _ ("People, by Role"),
                                                      NULL);

  for (guint i = 0; i < MIN (n, ROWS_MAX); i++)
    adw_preferences_group_add (group, make_person_row (matrix, get_row (matrix, i)));
  if (n > ROWS_MAX)
    {
      g_autofree char *rest = g_strdup_printf (
        ngettext ("and %u more", "and %u more", n - ROWS_MAX), n - ROWS_MAX);

      adw_preferences_group_add (group, console_note_row_new (rest));
    }
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_empty (ConsoleAccessMatrix *matrix, GtkWidget *page)
{
  adw_bin_set_child (matrix->empty_bin, page);
  gtk_stack_set_visible_child_name (matrix->stack, "empty");
}

static void
show (ConsoleAccessMatrix *matrix)
{
  JsonArray *cas = esp_json_get_array (matrix->answer, "CertificateAuthorities");
  JsonObject *ca = cas && json_array_get_length (cas) > 0 ? json_array_get_object_element (cas, 0) :
                                                            NULL;

  console_box_empty (matrix->rows_box);
  if (!matrix->answer)
    return;
  if (get_n_rows (matrix) == 0)
    {
      show_empty (matrix, console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("Nobody Holds a Role"),
                                                  _ ("Without a role nobody may do anything with "
                                                     "this CA. Assign one to somebody."),
                                                  NULL, NULL));
      return;
    }
  gtk_label_set_text (matrix->dual_label, esp_json_get_boolean (ca, "DualControl", FALSE) ?
                                            _ ("Changes of this CA need a second person.") :
                                            _ ("One person decides about this CA."));
  if (gtk_toggle_button_get_active (matrix->by_action_button))
    show_by_action (matrix);
  else
    show_by_person (matrix);
  gtk_stack_set_visible_child_name (matrix->stack, "content");
}

void
console_access_matrix_show (ConsoleAccessMatrix *matrix, JsonObject *answer)
{
  g_clear_pointer (&matrix->answer, json_object_unref);
  matrix->answer = json_object_ref (answer);
  show (matrix);
}

static void
toggled_cb (ConsoleAccessMatrix *matrix)
{
  show (matrix);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleAccessMatrix *matrix = CONSOLE_ACCESS_MATRIX (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (GPOINTER_TO_UINT (data) != matrix->question)
    return;
  if (error)
    show_empty (matrix, console_empty_page_new (CONSOLE_EMPTY_DENIED, _ ("Access Can’t Be Shown"),
                                                sentence, NULL, NULL));
  else
    console_access_matrix_show (matrix, result);
}

static void
ask (ConsoleAccessMatrix *matrix)
{
  JsonObject *parameters;

  matrix->stale = !gtk_widget_get_mapped (GTK_WIDGET (matrix));
  if (matrix->stale || !matrix->arn ||
      console_session_get_phase (matrix->session) != CONSOLE_PHASE_OPEN)
    return;
  matrix->question++;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", matrix->arn);
  console_session_call (matrix->session, GTK_WIDGET (matrix), "AccessMatrix", parameters,
                        answered_cb, GUINT_TO_POINTER (matrix->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_ACCESS_MATRIX (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleAccessMatrix *matrix, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_ACCESS | ESP_TOPIC_CAS) && !matrix->refresh_source)
    matrix->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, matrix);
}

void
console_access_matrix_refresh (ConsoleAccessMatrix *matrix)
{
  g_clear_handle_id (&matrix->refresh_source, g_source_remove);
  ask (matrix);
}

void
console_access_matrix_set_ca (ConsoleAccessMatrix *matrix, const char *arn)
{
  if (g_strcmp0 (matrix->arn, arn) == 0)
    return;
  g_free (matrix->arn);
  matrix->arn = g_strdup (arn);
  g_clear_pointer (&matrix->answer, json_object_unref);
  console_box_empty (matrix->rows_box);
  ask (matrix);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_access_matrix_map (GtkWidget *widget)
{
  ConsoleAccessMatrix *matrix = CONSOLE_ACCESS_MATRIX (widget);

  GTK_WIDGET_CLASS (console_access_matrix_parent_class)->map (widget);
  if (matrix->stale)
    ask (matrix);
}

static void
console_access_matrix_dispose (GObject *object)
{
  ConsoleAccessMatrix *matrix = CONSOLE_ACCESS_MATRIX (object);

  g_clear_handle_id (&matrix->refresh_source, g_source_remove);
  g_clear_object (&matrix->session);
  g_clear_pointer (&matrix->answer, json_object_unref);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_ACCESS_MATRIX);
  G_OBJECT_CLASS (console_access_matrix_parent_class)->dispose (object);
}

static void
console_access_matrix_finalize (GObject *object)
{
  g_free (CONSOLE_ACCESS_MATRIX (object)->arn);
  G_OBJECT_CLASS (console_access_matrix_parent_class)->finalize (object);
}

static void
console_access_matrix_class_init (ConsoleAccessMatrixClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_access_matrix_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_access_matrix_finalize;
  widget_class->map = console_access_matrix_map;
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/access-matrix.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessMatrix, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessMatrix, empty_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessMatrix, by_action_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessMatrix, dual_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessMatrix, rows_box);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
console_access_matrix_init (ConsoleAccessMatrix *matrix)
{
  matrix->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (matrix));
}

GtkWidget *
console_access_matrix_new (ConsoleSession *session)
{
  ConsoleAccessMatrix *matrix = g_object_new (CONSOLE_TYPE_ACCESS_MATRIX, NULL);
  EspEngine *engine = console_session_get_engine (session);

  matrix->session = g_object_ref (session);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), matrix, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (ask), matrix, G_CONNECT_SWAPPED);
  return GTK_WIDGET (matrix);
}
