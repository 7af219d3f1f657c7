/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People and roles over a real engine: the lists, a person from the invitation to the confirmed
 * fingerprint with keys made by the enrolling dialog, the simulator and the matrix against what the
 * engine answers, and the switch of a role without a passphrase. Every warning is fatal. */
#include "people-fixture.h"

#define FRESH_PASSPHRASE "three plain words here"

/* --- Lists -------------------------------------------------------------------------------------*/

static gboolean
has_items (gpointer model)
{
  return g_list_model_get_n_items (model) > 0;
}

static guint
count_kind (GListModel *model, ConsoleAccessKind kind)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsoleAccessItem) item = g_list_model_get_item (model, i);

      n += console_access_item_get_kind (item) == kind;
    }
  return n;
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *tab;
    ConsoleAccessKind kind;
    const char *operation;
    const char *member;
    guint headings; /* at least */
  } lists[] = {
    { "people", CONSOLE_ACCESS_PERSON, "ListPrincipals", "Principals", 2 },
    { "roles", CONSOLE_ACCESS_ROLE, "ListRoles", "Roles", 2 },
    { "guardrails", CONSOLE_ACCESS_GUARDRAIL, "ListGuardrails", "Guardrails", 0 },
  };
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      ConsoleAccessList *list = console_people_page_get_list (CONSOLE_PEOPLE_PAGE (page),
                                                              lists[i].kind);
      GListModel *model = console_access_list_get_model (list);

      g_object_set (page, "tab", lists[i].tab, NULL);
      wait_until (has_items, model);
      g_assert_cmpuint (count_kind (model, lists[i].kind), ==,
                        count_answer (fixture, lists[i].operation, lists[i].member));
      g_assert_cmpuint (count_kind (model, CONSOLE_ACCESS_HEADING), >=, lists[i].headings);
      read_properties (G_OBJECT (list));
    }
  audit (page);
  assert_gone_with (window, page);
}

/* A search finds by name, role, account and tag; what does not match is gone with its heading. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *search;
    guint found;
  } searches[] = { { "ines", 1 }, { "AUDREY", 1 }, { "tag-keeper", 0 }, { "no such person", 0 } };
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleAccessList *list = console_people_page_get_list (CONSOLE_PEOPLE_PAGE (page),
                                                          CONSOLE_ACCESS_PERSON);
  GListModel *model = console_access_list_get_model (list);
  GtkWidget *entry;

  wait_until (has_items, model);
  entry = find_type (GTK_WIDGET (list), GTK_TYPE_SEARCH_ENTRY);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (entry), searches[i].search);
      g_signal_emit_by_name (entry, "search-changed");
      g_assert_cmpuint (count_kind (model, CONSOLE_ACCESS_PERSON), ==, searches[i].found);
      g_assert_cmpuint (count_kind (model, CONSOLE_ACCESS_HEADING), ==, searches[i].found);
    }
  wait_for_text (page, "Nobody Found");
  gtk_widget_activate_action (find_text (page, "Clear Search"), "access.clear", NULL);
  wait_until (has_items, model);
  assert_gone_with (window, page);
}

static gboolean
has_no_text (gpointer data)
{
  gpointer *looked = data;

  return !find_text (looked[0], looked[1]);
}

/* An account that was just made, and has no people and no CAs, is seen all the same. */
static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) made = call (fixture, "CreateAccount", "Name", "Toasters", NULL);
  const char *number = json_object_get_string_member (
    json_object_get_object_member (made, "Account"), "Id");
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleAccessList *list = console_people_page_get_list (CONSOLE_PEOPLE_PAGE (page),
                                                          CONSOLE_ACCESS_PERSON);
  GListModel *model = console_access_list_get_model (list);
  GtkWidget *entry;

  wait_for_text (page, "Toasters · nobody yet");
  entry = find_type (GTK_WIDGET (list), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), number);
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count_kind (model, CONSOLE_ACCESS_PERSON), ==, 0);
  g_assert_cmpuint (count_kind (model, CONSOLE_ACCESS_HEADING), ==, 1);
  audit (page);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "search-changed");
  json_object_unref (
    call (fixture, "InvitePrincipal", "Name", "Tom Toast", "Account", number, NULL));
  wait_for_text (page, "Tom Toast");
  wait_until (has_no_text, ((gpointer[]){ page, (gpointer) "Toasters · nobody yet" }));
  g_assert_nonnull (find_text (page, "Toasters"));
  assert_gone_with (window, page);
}

/* Shown with the rights of somebody who may not list people. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window;

  sign_in_as (fixture->engine, "radio-line");
  page = console_people_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "People Can’t Be Listed");
  assert_gone_with (window, page);
  sign_in_as (fixture->engine, sample_admin);
}

/* --- A person, from the code to the first signing in -------------------------------------------*/

static char *
read_code (GtkWidget *box)
{
  GtkWidget *groups = get_child (box, "groups_box");
  GString *code = g_string_new (NULL);

  for (guint i = 0; gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (groups), (int) i); i++)
    {
      GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (groups), (int) i);

      g_string_append_printf (
        code, "%s%s", i ? "-" : "",
        gtk_label_get_text (GTK_LABEL (gtk_flow_box_child_get_child (child))));
    }
  return g_string_free (code, FALSE);
}

/* The form has turned to its result, and shows @text. */
static void
wait_for_result (gpointer dialog, const char *text)
{
  for (guint i = 0; i < 1000 && !find_text (dialog, text); i++)
    run_for (20);
  g_assert_nonnull (find_text (dialog, text));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_primary (dialog))), ==, "_Done");
}

/* The accounts of suppliers are under guardrails that want tags. */
static void
choose_account (AdwComboRow *row, const char *name)
{
  GListModel *model;

  while (!(model = adw_combo_row_get_model (row)) || !has_items (model))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) account = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (account), name))
        adw_combo_row_set_selected (row, i);
    }
}

static char *
invite (Fixture *fixture, GtkWidget *window, const char *name)
{
  GtkWindow *dialog = open_dialog (window, console_invite_dialog_new (fixture->session));
  char *code;

  g_assert_false (gtk_widget_get_sensitive (get_primary (dialog)));
  gtk_editable_set_text (GTK_EDITABLE (get_child (dialog, "name_row")), name);
  choose_account (ADW_COMBO_ROW (get_child (dialog, "account_row")), "Meridian Root");
  click (get_primary (dialog));
  wait_for_result (dialog, "Shown this once");
  code = read_code (get_child (dialog, "code_box"));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  return code;
}

/* Makes the keys; returns the fingerprint that the person would read out. */
static char *
enrol (Fixture *fixture, GtkWidget *window, const char *code)
{
  GtkWindow *dialog = open_dialog (window, console_enrol_dialog_new (fixture->session));
  char *fingerprint;

  type_secret (get_child (dialog, "code_row"), code);
  type_secret (get_child (dialog, "passphrase_row"), FRESH_PASSPHRASE);
  type_secret (get_child (dialog, "repeat_row"), "three plain words hare");
  click (get_primary (dialog));
  wait_for_text (GTK_WIDGET (dialog), "differ");
  type_secret (get_child (dialog, "passphrase_row"), FRESH_PASSPHRASE);
  type_secret (get_child (dialog, "repeat_row"), FRESH_PASSPHRASE);
  click (get_primary (dialog));
  wait_for_result (dialog, "Your Keys Are Made");
  g_object_get (get_child (dialog, "fingerprint_row"), "value", &fingerprint, NULL);
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  return fingerprint;
}

static void
confirm (Fixture *fixture, GtkWidget *window, const char *name, const char *fingerprint)
{
  g_autoptr (JsonObject) person = describe (fixture, name);
  GtkWindow *dialog = open_dialog (window, console_confirm_dialog_new (fixture->session, person));
  GtkEditable *row = GTK_EDITABLE (get_child (dialog, "fingerprint_row"));
  g_autofree char *wrong = g_strdup (fingerprint);
  gpointer weak = dialog;

  g_assert_null (find_text (GTK_WIDGET (dialog), fingerprint));
  wrong[0] = wrong[0] == '0' ? '1' : '0';
  gtk_editable_set_text (row, wrong);
  wait_for_text (GTK_WIDGET (dialog), "This is another fingerprint");
  g_assert_false (gtk_widget_get_sensitive (get_primary (dialog)));
  gtk_editable_set_text (row, fingerprint);
  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  click (get_primary (dialog));
  wait_until (is_null, &weak);
}

static void
test_person (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  g_autofree char *code = invite (fixture, window, "Mara Voss");
  g_autofree char *fingerprint = NULL;
  g_autoptr (JsonObject) person = NULL;

  wait_for_status (fixture, "Mara Voss", "INVITED");
  fingerprint = enrol (fixture, window, code);
  wait_for_status (fixture, "Mara Voss", "ENROLLED");
  confirm (fixture, window, "Mara Voss", fingerprint);
  person = describe (fixture, "Mara Voss");
  g_assert_cmpstr (json_object_get_string_member (person, "Status"), ==, "ACTIVE");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The same with the keyring of the session, which then signs them in without anything typed. */
static void
test_enrol_keyring (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window;
  GtkWindow *dialog;
  g_autofree char *code = NULL, *fingerprint = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_getenv ("WD_KEYRING_PID"))
    {
      g_test_skip ("there is no keyring in this session");
      return;
    }
  window = present (gtk_label_new ("Beneath"));
  code = invite (fixture, window, "Mara Voss");
  dialog = open_dialog (window, console_enrol_dialog_new (fixture->session));
  type_secret (get_child (dialog, "code_row"), code);
  gtk_check_button_set_active (get_child (dialog, "keyring_button"), TRUE);
  g_assert_false (gtk_widget_get_visible (get_child (dialog, "passphrase_row")));
  click (get_primary (dialog));
  wait_for_result (dialog, "Your Keys Are Made");
  g_object_get (get_child (dialog, "fingerprint_row"), "value", &fingerprint, NULL);
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  confirm (fixture, window, "Mara Voss", fingerprint);
  json_object_unref (
    call (fixture, "AssignRole", "Role", "111122223333/Auditor", "Principal", "Mara Voss", NULL));
  gtk_window_destroy (GTK_WINDOW (window));
  esp_engine_sign_in (fixture->engine, "Mara Voss", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  sign_in_as (fixture->engine, sample_admin);
}

/* A code that is none is refused with a sentence, and the form stays. */
static void
test_wrong_code (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog = open_dialog (window, console_enrol_dialog_new (fixture->session));
  GtkWidget *error = get_child (dialog, "error_label");

  type_secret (get_child (dialog, "code_row"), "AAAA-AAAA-AAAA-AAAA-AAAA");
  type_secret (get_child (dialog, "passphrase_row"), FRESH_PASSPHRASE);
  type_secret (get_child (dialog, "repeat_row"), FRESH_PASSPHRASE);
  click (get_primary (dialog));
  while (!gtk_widget_get_visible (error))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (error)), !=, "");
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Suspended after the question, resumed, given a role and relieved of it. */
static void
test_person_verbs (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog = open_dialog (window,
                                   console_person_dialog_new (fixture->session, "audrey.lin"));
  g_autoptr (JsonObject) person = NULL;

  wait_for_text (GTK_WIDGET (dialog), "Can sign in");
  audit (GTK_WIDGET (dialog));
  click (get_child (dialog, "suspend_button"));
  g_assert_true (has_status (&(Wanted){ fixture, "audrey.lin", "ACTIVE" }));
  agree (dialog);
  wait_for_status (fixture, "audrey.lin", "SUSPENDED");
  wait_for_text (GTK_WIDGET (dialog), "Cannot sign in");
  click (get_child (dialog, "resume_button"));
  wait_for_status (fixture, "audrey.lin", "ACTIVE");
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint
count_roles (Fixture *fixture, const char *name)
{
  g_autoptr (JsonObject) person = describe (fixture, name);

  return json_array_get_length (json_object_get_array_member (person, "Roles"));
}

static gboolean
has_n_roles (gpointer data)
{
  const Count *count = data;

  return count_roles (count->fixture, count->name) == count->n;
}

static gboolean
has_role_row (gpointer group)
{
  return find_type (group, CONSOLE_TYPE_NOTE_ROW) != NULL;
}

static void
choose_role (AdwComboRow *row, const char *name)
{
  GListModel *model = adw_combo_row_get_model (row);
  guint found = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) role = g_list_model_get_item (model, i);

      if (g_str_has_prefix (gtk_string_object_get_string (role), name))
        found = i;
    }
  g_assert_cmpuint (found, !=, GTK_INVALID_LIST_POSITION);
  adw_combo_row_set_selected (row, found);
}

static void
press_undo (GtkWindow *dialog, const char *toast)
{
  GtkWidget *label;

  wait_for_text (GTK_WIDGET (dialog), toast);
  label = find_text (GTK_WIDGET (dialog), "Undo");
  g_assert_nonnull (label);
  click (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON));
}

/* Invited with a role: both are done, one after the other. A role that is gone by then is told of
 * beside the code, which is shown this once. */
static void
test_invite_role (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject)
    made = call (fixture, "CreateRole", "Name", "Aardvark", "Account", "111122223333", NULL);
  GtkWidget *window = present (gtk_label_new ("Beneath"));

  for (guint gone = 0; gone < 2; gone++)
    {
      const char *name = gone ? "Mara Voss" : "Vera Moss";
      GtkWindow *dialog = open_dialog (window, console_invite_dialog_new (fixture->session));
      g_autofree char *code = NULL;

      gtk_editable_set_text (GTK_EDITABLE (get_child (dialog, "name_row")), name);
      choose_account (ADW_COMBO_ROW (get_child (dialog, "account_row")), "Meridian Root");
      wait_for_text (GTK_WIDGET (dialog), "None yet");
      choose_role (get_child (dialog, "role_row"), gone ? "Aardvark" : "Auditor");
      if (gone)
        json_object_unref (call (fixture, "DeleteRole", "Role", "111122223333/Aardvark", NULL));
      click (get_primary (dialog));
      wait_for_result (dialog, "Shown this once");
      code = read_code (get_child (dialog, "code_box"));
      g_assert_cmpuint (strlen (code), >, 8);
      g_assert_cmpint (find_text (GTK_WIDGET (dialog), "but the role is not assigned") != NULL, ==,
                       gone);
      wait_until (has_n_roles, (&(Count){ fixture, name, gone ? 0 : 1 }));
      audit (GTK_WIDGET (dialog));
      assert_gone_with (GTK_WIDGET (dialog), dialog);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_assign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) invited = call (fixture, "InvitePrincipal", "Name", "Mara Voss", "Account",
                                         "111122223333", NULL);
  g_autoptr (JsonObject)
    made = call (fixture, "CreateRole", "Name", "Aardvark", "Account", "111122223333", NULL);
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog = open_dialog (window,
                                   console_person_dialog_new (fixture->session, "Mara Voss"));
  GtkWidget *remove;

  wait_for_text (GTK_WIDGET (dialog), "None yet");
  choose_role (get_child (dialog, "assign_row"), "Aardvark");
  click (get_child (dialog, "assign_button"));
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 1 }));
  press_undo (dialog, "The role is assigned");
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 0 }));
  wait_for_text (GTK_WIDGET (dialog), "None yet");
  choose_role (get_child (dialog, "assign_row"), "Aardvark");
  click (get_child (dialog, "assign_button"));
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 1 }));
  wait_until (has_role_row, get_child (dialog, "roles_group"));
  remove = find_type (find_type (get_child (dialog, "roles_group"), CONSOLE_TYPE_NOTE_ROW),
                      GTK_TYPE_BUTTON);
  click (remove);
  agree (dialog);
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 0 }));
  press_undo (dialog, "The role is taken away");
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 1 }));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is asked for while another change is under way is done after it, and a button that was
 * pressed twice asks once. */
static void
test_assign_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) invited = call (fixture, "InvitePrincipal", "Name", "Mara Voss", "Account",
                                         "111122223333", NULL);
  g_autoptr (JsonObject)
    first = call (fixture, "CreateRole", "Name", "Aardvark", "Account", "111122223333", NULL);
  g_autoptr (JsonObject)
    second = call (fixture, "CreateRole", "Name", "Badger", "Account", "111122223333", NULL);
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog = open_dialog (window,
                                   console_person_dialog_new (fixture->session, "Mara Voss"));
  gpointer row, button;

  wait_for_text (GTK_WIDGET (dialog), "None yet");
  row = get_child (dialog, "assign_row");
  button = get_child (dialog, "assign_button");
  choose_role (row, "Aardvark");
  click (button);
  g_signal_emit_by_name (button, "clicked");
  choose_role (row, "Badger");
  click (button);
  wait_until (has_n_roles, (&(Count){ fixture, "Mara Voss", 2 }));
  wait_for_text (GTK_WIDGET (dialog), "Badger");
  g_assert_null (find_text (GTK_WIDGET (dialog), "already"));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Simulator and matrix ----------------------------------------------------------------------*/

static void
simulate (Fixture *fixture, GtkWidget *view, const char *person, const char *word)
{
  EspCaNode *node = find_ca (esp_ca_tree_get_roots (console_session_get_tree (fixture->session)),
                             HOSTILE);

  g_assert_true (console_simulator_view_choose (CONSOLE_SIMULATOR_VIEW (view), person, NULL,
                                                "acm-pca:DeleteCertificateAuthority",
                                                esp_ca_node_get_ca (node)->arn));
  wait_for_text (view, word);
}

static gboolean
has_context (gpointer view)
{
  return find_text (view, "aws:PrincipalArn") != NULL;
}

static void
test_simulator (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page), *view;

  g_object_set (page, "tab", "simulator", NULL);
  view = find_type (page, CONSOLE_TYPE_SIMULATOR_VIEW);
  wait_until (has_context, view);
  simulate (fixture, view, "Ada Kern", "Allowed");
  simulate (fixture, view, "ines.adler", "Denied");
  wait_for_text (view, "Decides");
  wait_for_text (view, "TheOtherPerson");
  simulate (fixture, view, "audrey.lin", "Not allowed");
  g_assert_false (
    console_simulator_view_choose (CONSOLE_SIMULATOR_VIEW (view), "nobody", NULL, NULL, NULL));
  read_properties (G_OBJECT (view));
  audit (view);
  assert_gone_with (window, page);
}

/* What a request would bring along is part of the question. */
static void
test_simulator_tags (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page), *view;

  g_object_set (page, "tab", "simulator", NULL);
  view = find_type (page, CONSOLE_TYPE_SIMULATOR_VIEW);
  wait_until (has_context, view);
  g_assert_null (find_text (view, "aws:RequestTag/team"));
  console_tags_editor_add (get_child (view, "tags_editor"), "team", "radio");
  wait_for_text (view, "aws:RequestTag/team");
  assert_gone_with (window, page);
}

/* --- The grid ----------------------------------------------------------------------------------*/

typedef struct
{
  Fixture *fixture;
  ConsoleAccessGrid *grid;
  const char *person, *role;
} Cell;

static gboolean
is_there (gpointer data)
{
  const Cell *cell = data;

  return console_access_grid_choose (cell->grid, cell->person, cell->role);
}

/* The cell says what the engine would decide. */
static void
check_cell (const Cell *cell, const char *action, const char *arn)
{
  g_autoptr (JsonObject)
    answer = call (cell->fixture, "SimulateAccess", "Principal", cell->person, "Role", cell->role,
                   "Action", action, "CertificateAuthority", arn, NULL);
  gboolean allowed = g_str_equal (json_object_get_string_member (answer, "Decision"), "ALLOW");
  gboolean approval = json_object_get_boolean_member (answer, "NeedsApproval");
  ConsoleGridState state = console_access_grid_get_state (cell->grid, action, arn);

  g_test_message ("%s: %s of %s: %d", cell->person, action, arn, state);
  if (state == CONSOLE_GRID_SOMETIMES)
    return;
  g_assert_cmpint (state, ==,
                   !allowed ? CONSOLE_GRID_DENIED :
                   approval ? CONSOLE_GRID_APPROVED :
                              CONSOLE_GRID_ALLOWED);
}

static void
check_cells (const Cell *cell)
{
  static const char *const actions[] = { "acm-pca:DeleteCertificateAuthority", "acm-pca:ListTags",
                                         "acm-pca:IssueCertificate", "espalier:UpdateDualControl" };
  EspCaTree *tree = console_session_get_tree (cell->fixture->session);
  EspCaNode *hostile = find_ca (esp_ca_tree_get_roots (tree), HOSTILE);
  EspCaNode *root = find_ca (esp_ca_tree_get_roots (tree), "Meridian Root G1");

  wait_until (is_there, (gpointer) cell);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      check_cell (cell, actions[i], esp_ca_node_get_ca (hostile)->arn);
      check_cell (cell, actions[i], esp_ca_node_get_ca (root)->arn);
    }
}

static GtkWidget *
find_cell (GtkWidget *widget, const char *part)
{
  const char *tooltip = GTK_IS_BUTTON (widget) ? gtk_widget_get_tooltip_text (widget) : NULL;

  if (tooltip && strstr (tooltip, part) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_cell (child, part);

      if (found)
        return found;
    }
  return NULL;
}

static void
test_grid (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_people_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleAccessGrid *grid = CONSOLE_ACCESS_GRID (find_type (page, CONSOLE_TYPE_ACCESS_GRID));
  GtkWindow *dialog;

  g_object_set (page, "tab", "access", NULL);
  check_cells (&(Cell){ fixture, grid, "audrey.lin", "Auditor" });
  check_cells (&(Cell){ fixture, grid, "Ada Kern", "Administrator" });
  g_assert_false (console_access_grid_choose (grid, "nobody", "Administrator"));
  run_for (50);
  audit (GTK_WIDGET (grid));
  read_properties (G_OBJECT (grid));
  /* Behind a cell the engine says why. */
  click (find_cell (GTK_WIDGET (grid), HOSTILE_SHOWN ": Allowed"));
  dialog = wait_for_top (window);
  wait_for_text (GTK_WIDGET (dialog), "Decides");
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "Ada Kern as Administrator"));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  /* The same question in the simulator, once its lists are there. */
  gtk_widget_activate_action (
    page, "page.simulate", "(ssss)", "audrey.lin", "Auditor", "acm-pca:ListTags",
    esp_ca_node_get_ca (
      find_ca (esp_ca_tree_get_roots (console_session_get_tree (fixture->session)), HOSTILE))
      ->arn);
  wait_for_text (find_type (page, CONSOLE_TYPE_SIMULATOR_VIEW), "Allowed");
  assert_gone_with (window, page);
}

/* The row of an action names whom the engine would allow it, and nobody else. */
static void
test_matrix (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page), *matrix, *label, *row;

  select_ca (fixture, HOSTILE);
  g_object_set (page, "tab", "access", NULL);
  matrix = find_type (page, CONSOLE_TYPE_ACCESS_MATRIX);
  wait_for_text (matrix, "The key opens for");
  label = find_text (matrix, "Delete CA");
  g_assert_nonnull (label);
  row = gtk_widget_get_ancestor (label, CONSOLE_TYPE_NOTE_ROW);
  g_assert_nonnull (find_text (row, "Ada Kern as Administrator"));
  g_assert_nonnull (find_text (row, "tomas.vega as CAAdminDelete"));
  g_assert_null (find_text (row, "ines.adler"));
  gtk_toggle_button_set_active (get_child (matrix, "by_action_button"), FALSE);
  wait_for_text (matrix, "People, by Role");
  row = gtk_widget_get_ancestor (find_text (matrix, "ines.adler as CAAdminDisable"),
                                 CONSOLE_TYPE_NOTE_ROW);
  g_assert_null (find_text (row, "Delete CA"));
  g_assert_nonnull (find_text (row, "Issue certificate"));
  read_properties (G_OBJECT (matrix));
  audit (matrix);
  assert_gone_with (window, page);
}

/* --- Another role ------------------------------------------------------------------------------*/

static gboolean
is_in_aardvark (gpointer session)
{
  return g_strcmp0 (console_session_get_role (session), "Aardvark") == 0;
}

static void
test_switch_role (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject)
    made = call (fixture, "CreateRole", "Name", "Aardvark", "Account", "111122223333", NULL);
  g_autoptr (JsonObject)
    held = call (fixture, "AssignRole", "Role", "Aardvark", "Principal", "Ada Kern", NULL);
  GtkWidget *window = present (gtk_label_new ("Beneath"));

  console_people_switch_role (fixture->session, window, "Aardvark");
  wait_until (is_in_aardvark, fixture->session);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Words -------------------------------------------------------------------------------------*/

static void
test_fingerprint (void)
{
  g_autofree char *shown = console_fingerprint_show ("ab:cd:ef:01:2");
  g_autofree char *digits = console_fingerprint_read (" AB-cd: Ef 01 2");
  g_autofree char *none = console_fingerprint_show (NULL);

  g_assert_cmpstr (shown, ==, "ABCD EF01 2");
  g_assert_cmpstr (digits, ==, "abcdef012");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  sample_more = lift_all;
  g_test_add_func ("/console/people/fingerprint", test_fingerprint);
  add ("/console/people/lists", test_lists);
  add ("/console/people/search", test_search);
  add ("/console/people/accounts", test_accounts);
  add ("/console/people/denied", test_denied);
  add ("/console/people/person", test_person);
  add ("/console/people/wrong-code", test_wrong_code);
  add ("/console/people/verbs", test_person_verbs);
  add ("/console/people/assign", test_assign);
  add ("/console/people/assign-more", test_assign_more);
  add ("/console/people/invite-role", test_invite_role);
  add ("/console/people/simulator", test_simulator);
  add ("/console/people/enrol-keyring", test_enrol_keyring);
  add ("/console/people/simulator-tags", test_simulator_tags);
  add ("/console/people/grid", test_grid);
  add ("/console/people/matrix", test_matrix);
  add ("/console/people/switch-role", test_switch_role);
  status = g_test_run ();
  remove_sample ();
  return status;
}
