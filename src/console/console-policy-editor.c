/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check is the one that the engine makes when the document is saved; here it runs when nobody
 * has typed for a moment, in a thread. A check of a text that has changed meanwhile does not count.
 */
#include "console-policy-editor.h"

#include "console-access-dialogs.h"
#include "console-access-words.h"
#include "console-dialogs.h"
#include "console-focus.h"
#include "console-line-numbers.h"
#include "console-note-row.h"
#include "console-policy-highlight.h"

#include <glib/gi18n.h>

#define CHECK_MS 300
#define ROWS_MAX 100

struct _ConsolePolicyEditor
{
  AdwBin parent_instance;

  GtkTextView *text_view;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkWidget *repair_button;
  GtkWidget *findings_scrolled;
  GtkListBox *findings_box;

  ConsoleSession *session;
  EspPolicyKind kind;
  GPtrArray *findings;
  char *repaired;     /* the text mended, where it can be */
  GPtrArray *repairs; /* what was mended in it */
  guint check_source;
  guint serial; /* counts changes */
  gboolean checked;
};

G_DEFINE_FINAL_TYPE (ConsolePolicyEditor, console_policy_editor, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_VALID,
  PROP_CHECKING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static GtkTextBuffer *
get_buffer (ConsolePolicyEditor *editor)
{
  return gtk_text_view_get_buffer (editor->text_view);
}

char *
console_policy_editor_get_text (ConsolePolicyEditor *editor)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (editor), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (editor), &start, &end, TRUE);
}

static guint
count (ConsolePolicyEditor *editor, EspPolicyLintSeverity severity)
{
  guint n = 0;

  for (guint i = 0; editor->findings && i < editor->findings->len; i++)
    n += ((EspPolicyFinding *) g_ptr_array_index (editor->findings, i))->severity == severity;
  return n;
}

gboolean
console_policy_editor_is_valid (ConsolePolicyEditor *editor)
{
  return editor->checked && count (editor, ESP_POLICY_LINT_ERROR) == 0;
}

static void
tell (ConsolePolicyEditor *editor)
{
  g_object_notify_by_pspec (G_OBJECT (editor), properties[PROP_VALID]);
  g_object_notify_by_pspec (G_OBJECT (editor), properties[PROP_CHECKING]);
  g_signal_emit (editor, changed_signal, 0);
}

/* --- Findings ----------------------------------------------------------------------------------*/

static void
show_state (ConsolePolicyEditor *editor, const char *icon, const char *style, const char *text)
{
  static const char *const styles[] = { "success", "error", "warning", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (editor->state_icon), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (editor->state_icon), style);
  gtk_image_set_from_icon_name (editor->state_icon, icon);
  gtk_label_set_text (editor->state_label, text);
}

static void
summarize (ConsolePolicyEditor *editor)
{
  guint errors = count (editor, ESP_POLICY_LINT_ERROR);
  guint warnings = count (editor, ESP_POLICY_LINT_WARNING);
  g_autofree char *text = NULL;

  if (errors > 0)
    text = g_strdup_printf (ngettext ("%u error: it can’t be saved like this",
                                      "%u errors: it can’t be saved like this", errors),
                            errors);
  else if (warnings > 0)
    text = g_strdup_printf (ngettext ("%u warning: it does something else than it says",
                                      "%u warnings: it does something else than it says", warnings),
                            warnings);
  if (errors > 0)
    show_state (editor, "dialog-error-symbolic", "error", text);
  else if (warnings > 0)
    show_state (editor, "dialog-warning-symbolic", "warning", text);
  else
    show_state (editor, "certificate-valid-symbolic", "success", _ ("No problem found"));
}

static GtkWidget *
make_row (const EspPolicyFinding *finding)
{
  g_autofree char *sentence = console_finding_sentence (finding);
  g_autofree char *place = console_finding_place (finding);
  g_autofree char *shown = esp_text_escape (sentence);
  g_autofree char *spoken = g_strdup_printf ("%s %s", place ? place : "", shown);
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (console_note_row_new (sentence));

  console_note_row_set_detail (row, place);
  console_note_row_set_icon (row, console_finding_icon (finding->severity),
                             console_finding_style (finding->severity));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), finding->line > 0);
  gtk_widget_set_focusable (GTK_WIDGET (row), finding->line > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (row), "line", GUINT_TO_POINTER (finding->line));
  g_object_set_data (G_OBJECT (row), "column", GUINT_TO_POINTER (finding->column));
  return GTK_WIDGET (row);
}

static void
show_findings (ConsolePolicyEditor *editor)
{
  guint n = editor->findings ? editor->findings->len : 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (editor->findings_box, 0)))
    gtk_list_box_remove (editor->findings_box, GTK_WIDGET (row));
  console_policy_highlight_unmark (get_buffer (editor));
  for (guint i = 0; i < MIN (n, ROWS_MAX); i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (editor->findings, i);

      gtk_list_box_append (editor->findings_box, make_row (finding));
      if (finding->severity != ESP_POLICY_LINT_NOTE)
        console_policy_highlight_mark (get_buffer (editor), finding->line, finding->column,
                                       finding->severity == ESP_POLICY_LINT_ERROR);
    }
  gtk_widget_set_visible (editor->findings_scrolled, n > 0);
  gtk_widget_set_visible (editor->repair_button, editor->repaired != NULL);
  summarize (editor);
}

void
console_policy_editor_go_to (ConsolePolicyEditor *editor, guint line, guint column)
{
  GtkTextIter iter, end;

  gtk_text_buffer_get_iter_at_line (get_buffer (editor), &iter, (int) MAX (line, 1) - 1);
  end = iter;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  if (column > 1 && (int) column - 1 <= gtk_text_iter_get_line_offset (&end))
    gtk_text_iter_set_line_offset (&iter, (int) column - 1);
  gtk_text_buffer_place_cursor (get_buffer (editor), &iter);
  gtk_text_view_scroll_to_mark (editor->text_view, gtk_text_buffer_get_insert (get_buffer (editor)),
                                0.1, FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (editor->text_view));
}

static void
finding_activated_cb (ConsolePolicyEditor *editor, GtkListBoxRow *row)
{
  console_policy_editor_go_to (editor,
                               GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "line")),
                               GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "column")));
}

/* --- Checking ----------------------------------------------------------------------------------*/

typedef struct
{
  char *text;
  EspPolicyKind kind;
  guint serial;
  GPtrArray *findings;
  char *repaired;
  GPtrArray *repairs;
} Checking;

static void
checking_free (gpointer data)
{
  Checking *checking = data;

  g_free (checking->text);
  g_clear_pointer (&checking->findings, g_ptr_array_unref);
  g_clear_pointer (&checking->repairs, g_ptr_array_unref);
  g_free (checking->repaired);
  g_free (checking);
}

static gboolean
has_errors (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (((EspPolicyFinding *) g_ptr_array_index (findings, i))->severity == ESP_POLICY_LINT_ERROR)
      return TRUE;
  return FALSE;
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Checking *checking = data;
  gboolean changed = FALSE;

  checking->findings = esp_policy_lint (checking->kind, checking->text);
  if (has_errors (checking->findings))
    checking->repaired = esp_policy_repair (checking->text, &changed, &checking->repairs);
  if (!changed)
    g_clear_pointer (&checking->repaired, g_free);
  g_task_return_boolean (task, TRUE);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ConsolePolicyEditor *editor = CONSOLE_POLICY_EDITOR (source);
  Checking *checking = g_task_get_task_data (G_TASK (result));

  if (!editor->session || checking->serial != editor->serial)
    return;
  g_clear_pointer (&editor->findings, g_ptr_array_unref);
  g_clear_pointer (&editor->repairs, g_ptr_array_unref);
  g_free (editor->repaired);
  editor->findings = g_steal_pointer (&checking->findings);
  editor->repairs = g_steal_pointer (&checking->repairs);
  editor->repaired = g_steal_pointer (&checking->repaired);
  editor->checked = TRUE;
  show_findings (editor);
  tell (editor);
}

static gboolean
check_cb (gpointer data)
{
  ConsolePolicyEditor *editor = data;
  g_autoptr (GTask) task = g_task_new (editor, NULL, checked_cb, NULL);
  Checking *checking = g_new0 (Checking, 1);

  editor->check_source = 0;
  checking->text = console_policy_editor_get_text (editor);
  checking->kind = editor->kind;
  checking->serial = editor->serial;
  g_task_set_source_tag (task, check_cb);
  g_task_set_task_data (task, checking, checking_free);
  esp_task_run_in_thread (task, check_in_thread);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (ConsolePolicyEditor *editor)
{
  editor->serial++;
  editor->checked = FALSE;
  g_clear_handle_id (&editor->check_source, g_source_remove);
  editor->check_source = g_timeout_add (CHECK_MS, check_cb, editor);
  gtk_widget_set_visible (editor->repair_button, FALSE);
  tell (editor);
}

/* --- Repair ------------------------------------------------------------------------------------*/

static void
taken_cb (GtkWidget *owner, const char *text)
{
  console_policy_editor_set_text (CONSOLE_POLICY_EDITOR (owner), text);
}

static void
repair_cb (ConsolePolicyEditor *editor)
{
  g_autofree char *before = console_policy_editor_get_text (editor);

  if (editor->repaired && editor->repairs)
    console_dialog_present (console_repair_dialog_new (editor->session, before, editor->repaired,
                                                       editor->repairs, GTK_WIDGET (editor),
                                                       taken_cb),
                            GTK_WIDGET (editor));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_policy_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsolePolicyEditor *editor = CONSOLE_POLICY_EDITOR (object);

  switch (id)
    {
    case PROP_VALID:
      g_value_set_boolean (value, console_policy_editor_is_valid (editor));
      break;
    case PROP_CHECKING:
      g_value_set_boolean (value, !editor->checked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
console_policy_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_POLICY_EDITOR (widget)->text_view));
}

static void
console_policy_editor_dispose (GObject *object)
{
  ConsolePolicyEditor *editor = CONSOLE_POLICY_EDITOR (object);

  g_clear_handle_id (&editor->check_source, g_source_remove);
  g_clear_object (&editor->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_POLICY_EDITOR);
  G_OBJECT_CLASS (console_policy_editor_parent_class)->dispose (object);
}

static void
console_policy_editor_finalize (GObject *object)
{
  ConsolePolicyEditor *editor = CONSOLE_POLICY_EDITOR (object);

  g_clear_pointer (&editor->findings, g_ptr_array_unref);
  g_clear_pointer (&editor->repairs, g_ptr_array_unref);
  g_free (editor->repaired);
  G_OBJECT_CLASS (console_policy_editor_parent_class)->finalize (object);
}

static void
console_policy_editor_class_init (ConsolePolicyEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_policy_editor_get_property;
  object_class->dispose = console_policy_editor_dispose;
  object_class->finalize = console_policy_editor_finalize;
  widget_class->grab_focus = console_policy_editor_grab_focus;
  widget_class->focus = console_focus_child;
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, FALSE, flags);
  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_POLICY_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/policy-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, text_view);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, state_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, repair_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, findings_scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyEditor, findings_box);
  gtk_widget_class_bind_template_callback (widget_class, repair_cb);
  gtk_widget_class_bind_template_callback (widget_class, finding_activated_cb);
}

static void
console_policy_editor_init (ConsolePolicyEditor *editor)
{
  gtk_widget_init_template (GTK_WIDGET (editor));
  console_policy_highlight_attach (get_buffer (editor));
  console_line_numbers_attach (editor->text_view);
  g_signal_connect_object (get_buffer (editor), "changed", G_CALLBACK (text_changed_cb), editor,
                           G_CONNECT_SWAPPED);
}

void
console_policy_editor_set_up (ConsolePolicyEditor *editor,
                              ConsoleSession *session,
                              EspPolicyKind kind)
{
  g_set_object (&editor->session, session);
  editor->kind = kind;
}

void
console_policy_editor_set_text (ConsolePolicyEditor *editor, const char *text)
{
  GtkTextIter start;

  gtk_text_buffer_set_text (get_buffer (editor), text ? text : "", -1);
  gtk_text_buffer_get_start_iter (get_buffer (editor), &start);
  gtk_text_buffer_place_cursor (get_buffer (editor), &start);
}

GPtrArray *
console_policy_editor_get_findings (ConsolePolicyEditor *editor)
{
  return editor->findings;
}
