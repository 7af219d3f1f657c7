/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy editor: its check, its colours, findings that lead to their place, the repair of a
 * broken document, the ready-made texts; and over a real engine the policy of a role and a
 * guardrail through their dialogs. Every warning is fatal. */
#include "people-fixture.h"

/* --- Policies ----------------------------------------------------------------------------------*/

static gboolean
is_checked (gpointer editor)
{
  gboolean checking;

  g_object_get (editor, "checking", &checking, NULL);
  return !checking;
}

static GtkWidget *
make_editor (Fixture *fixture, EspPolicyKind kind, const char *text)
{
  GtkWidget *editor = g_object_new (CONSOLE_TYPE_POLICY_EDITOR, NULL);

  console_policy_editor_set_up (CONSOLE_POLICY_EDITOR (editor), fixture->session, kind);
  console_policy_editor_set_text (CONSOLE_POLICY_EDITOR (editor), text);
  return editor;
}

#define LACKS_A_COMMA                                                                              \
  "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\"\n"    \
  "      \"Action\": \"acm-pca:ListTags\",\n      \"Resource\": \"*\"\n    }\n  ]\n}\n"

static void
test_editor (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor = make_editor (fixture, ESP_POLICY_IDENTITY, LACKS_A_COMMA);
  GtkWidget *window = present (editor), *row;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (get_child (editor, "text_view"));
  g_autofree char *text = NULL;
  const EspPolicyFinding *finding;
  GtkTextIter iter;
  GtkWindow *repair;

  wait_until (is_checked, editor);
  g_assert_false (console_policy_editor_is_valid (CONSOLE_POLICY_EDITOR (editor)));
  finding = g_ptr_array_index (console_policy_editor_get_findings (CONSOLE_POLICY_EDITOR (editor)),
                               0);
  g_assert_cmpuint (finding->line, ==, 6);
  /* A finding leads to its place. */
  row = GTK_WIDGET (gtk_list_box_get_row_at_index (get_child (editor, "findings_box"), 0));
  g_signal_emit_by_name (get_child (editor, "findings_box"), "row-activated", row);
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_line (&iter), ==, 5);
  g_assert_cmpint (gtk_text_iter_get_line_offset (&iter), ==, (int) finding->column - 1);
  /* The repair is shown before it is taken. */
  click (get_child (editor, "repair_button"));
  repair = wait_for_top (window);
  wait_for_text (GTK_WIDGET (repair), "+       \"Effect\": \"Allow\",");
  text = console_policy_editor_get_text (CONSOLE_POLICY_EDITOR (editor));
  g_assert_cmpstr (text, ==, LACKS_A_COMMA);
  click (get_primary (repair));
  wait_until (is_checked, editor);
  g_assert_true (console_policy_editor_is_valid (CONSOLE_POLICY_EDITOR (editor)));
  wait_for_text (editor, "No problem found");
  read_properties (G_OBJECT (editor));
  run_for (50);
  assert_gone_with (window, editor);
}

static gboolean
has_tag (GtkTextBuffer *buffer, const char *tag, int line, int offset)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line_offset (buffer, &iter, line, offset);
  return gtk_text_iter_has_tag (
    &iter, gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), tag));
}

/* Colours follow what is typed: a string that becomes a key, one that loses its end. */
static void
test_highlight (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  GtkTextIter start, end;

  console_policy_highlight_attach (buffer);
  gtk_text_buffer_set_text (buffer, "{\n  \"a\\\"b\": \"c\",\n  \"d\": true\n}", -1);
  g_assert_true (has_tag (buffer, "json-key", 1, 3));
  g_assert_true (has_tag (buffer, "json-key", 1, 6));
  g_assert_true (has_tag (buffer, "json-string", 1, 10));
  g_assert_true (has_tag (buffer, "json-literal", 2, 8));
  g_assert_false (has_tag (buffer, "json-key", 1, 8));
  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, 1, 8);
  end = start;
  gtk_text_iter_forward_char (&end);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, 1, 7);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &end, 1, 9);
  gtk_text_buffer_delete (buffer, &start, &end);
  g_assert_false (has_tag (buffer, "json-key", 1, 3));
  g_assert_true (has_tag (buffer, "json-string", 1, 3));
  console_policy_highlight_mark (buffer, 3, 3, TRUE);
  g_assert_true (has_tag (buffer, "finding-error", 2, 2));
  g_assert_false (has_tag (buffer, "finding-error", 2, 1));
  console_policy_highlight_mark (buffer, 99, 1, TRUE);
  console_policy_highlight_unmark (buffer);
  g_assert_false (has_tag (buffer, "finding-error", 2, 2));
}

/* Every ready-made text passes the linter without a word. */
static void
test_starters (void)
{
  static const EspPolicyKind kinds[] = { ESP_POLICY_IDENTITY, ESP_POLICY_GUARDRAIL,
                                         ESP_POLICY_TEMPLATE };
  guint n = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GMenu) menu = console_policy_starters_menu (kinds[k], "policy.start");

      for (int i = 0; i < g_menu_model_get_n_items (G_MENU_MODEL (menu)); i++, n++)
        {
          g_autoptr (GVariant) id = g_menu_model_get_item_attribute_value (
            G_MENU_MODEL (menu), i, G_MENU_ATTRIBUTE_TARGET, G_VARIANT_TYPE_STRING);
          const char *text = console_policy_starters_find (g_variant_get_string (id, NULL));
          g_autoptr (GPtrArray) findings = esp_policy_lint (kinds[k], text);

          for (guint f = 0; f < findings->len; f++)
            {
              const EspPolicyFinding *finding = g_ptr_array_index (findings, f);

              g_test_message ("%s: %s", g_variant_get_string (id, NULL), finding->sentence);
              g_assert_cmpint (finding->severity, ==, ESP_POLICY_LINT_NOTE);
            }
        }
      g_assert_nonnull (console_policy_starters_blank (kinds[k]));
    }
  g_assert_cmpuint (n, ==, 9);
}

static gboolean
has_policies (gpointer data)
{
  const Count *count = data;
  g_autoptr (JsonObject) answer = call (count->fixture, "DescribeRole", "Role", count->name, NULL);
  JsonObject *role = json_object_get_object_member (answer, "Role");

  return json_array_get_length (json_object_get_array_member (role, "Policies")) == count->n;
}

/* A new policy of a role through the dialog, opened again from the role's list, and deleted. */
static void
test_role_policy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject)
    made = call (fixture, "CreateRole", "Name", "Aardvark", "Account", "111122223333", NULL);
  const char *arn = json_object_get_string_member (json_object_get_object_member (made, "Role"),
                                                   "Arn");
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *role = open_dialog (window, console_role_dialog_new (fixture->session, arn));
  GtkWindow *policy;

  wait_for_text (GTK_WIDGET (role), "None yet");
  click (get_child (role, "add_button"));
  policy = wait_for_top (role);
  gtk_editable_set_text (GTK_EDITABLE (get_child (policy, "name_row")), "look");
  gtk_widget_activate_action (GTK_WIDGET (policy), "policy.start", "s", "auditor");
  click (get_child (policy, "save_button"));
  wait_until (has_policies, (&(Count){ fixture, arn, 1 }));
  wait_for_text (GTK_WIDGET (role), "look");
  audit (GTK_WIDGET (role));
  click (find_type (find_type (get_child (role, "policies_group"), ADW_TYPE_ACTION_ROW),
                    GTK_TYPE_BUTTON));
  agree (role);
  wait_until (has_policies, (&(Count){ fixture, arn, 0 }));
  wait_for_text (GTK_WIDGET (role), "None yet");
  assert_gone_with (GTK_WIDGET (role), role);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_guardrails (gpointer data)
{
  const Count *count = data;

  return count_answer (count->fixture, "ListGuardrails", "Guardrails") == count->n;
}

static void
test_guardrail (Fixture *fixture, gconstpointer data)
{
  guint before = count_answer (fixture, "ListGuardrails", "Guardrails");
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog = open_dialog (
    window, console_policy_dialog_new_for_guardrail (fixture->session, NULL));
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *guardrail;

  gtk_editable_set_text (GTK_EDITABLE (get_child (dialog, "name_row")), "no-deletion");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "policy.start", "s", "keep-root");
  click (get_child (dialog, "save_button"));
  wait_until (has_guardrails, (&(Count){ fixture, NULL, before + 1 }));
  answer = call (fixture, "DescribeGuardrail", "Name", "no-deletion", NULL);
  guardrail = json_object_get_object_member (answer, "Guardrail");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (guardrail, "Accounts")),
                    ==, 0);
  dialog = open_dialog (window,
                        console_policy_dialog_new_for_guardrail (fixture->session, guardrail));
  click (get_child (dialog, "delete_button"));
  agree (dialog);
  wait_until (has_guardrails, (&(Count){ fixture, NULL, before }));
  run_for (50);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  sample_more = lift_all;
  g_test_add_func ("/console/policies/highlight", test_highlight);
  g_test_add_func ("/console/policies/starters", test_starters);
  add ("/console/policies/editor", test_editor);
  add ("/console/policies/role-policy", test_role_policy);
  add ("/console/policies/guardrail", test_guardrail);
  status = g_test_run ();
  remove_sample ();
  return status;
}
