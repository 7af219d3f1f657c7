/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan is made real through the dialog: the list of the ceremony, the run, codes and report. What
 * was made is asked of the engine, and of pdfinfo. */
#include "dialogs-fixture.h"

#include "console/console-plan-line.h"
#include "console/console-plan-list.h"
#include "console/console-plans.h"

#include <sys/stat.h>

#define N_IOT_CAS 11

/* --- Short ways --------------------------------------------------------------------------------*/

static ConsolePlanDocument *
open_preset (const char *preset)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (preset, &error);

  g_assert_no_error (error);
  return console_plan_document_new (plan, NULL);
}

static const char *
get_page (gpointer dialog)
{
  return gtk_stack_get_visible_child_name (child (dialog, "stack"));
}

typedef struct
{
  gpointer dialog;
  const char *page;
} Wait;

static gboolean
is_page (gpointer data)
{
  const Wait *wait = data;

  return g_str_equal (get_page (wait->dialog), wait->page);
}

static void
wait_for_page (gpointer dialog, const char *page)
{
  wait_for (is_page, &(Wait){ dialog, page });
}

static GtkWindow *
open_dialog (Fixture *fixture, ConsolePlanDocument *document, const char *page)
{
  GtkWindow *dialog = console_provision_dialog_new (fixture->session, document);

  gtk_window_present (dialog);
  wait_for_page (dialog, page);
  return dialog;
}

/* The first line whose title contains @title; NULL: none. */
static ConsolePlanLine *
find_line (gpointer dialog, const char *list, const char *title)
{
  GListModel *model = console_plan_list_get_model (child (dialog, list));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (model, i);

      if (strstr (console_plan_line_get (line)->title, title))
        return line; /* the model holds it */
    }
  return NULL;
}

static const ConsolePlanFacts *
get_line (gpointer dialog, const char *list, const char *title)
{
  ConsolePlanLine *line = find_line (dialog, list, title);

  if (!line)
    g_error ("no line with “%s”", title);
  return console_plan_line_get (line);
}

static gboolean
can_provision (gpointer dialog)
{
  return gtk_widget_get_sensitive (child (dialog, "provision_button"));
}

static void
provision (gpointer dialog)
{
  g_assert_true (can_provision (dialog));
  g_signal_emit_by_name (child (dialog, "provision_button"), "clicked");
}

/* As Escape does; it goes. */
static void
close_dialog (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  wait_for (is_gone, &weak);
}

static JsonObject *
compare (Fixture *fixture, ConsolePlanDocument *document)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = esp_plan_write (console_plan_document_get_plan (document));

  json_object_set_string_member (parameters, "Plan", text);
  return call (fixture, "ComparePlan", parameters);
}

static guint
count_members (Fixture *fixture, const char *operation, const char *member)
{
  g_autoptr (JsonObject) list = call (fixture, operation, NULL);

  return json_array_get_length (json_object_get_array_member (list, member));
}

static guint
count_cas (Fixture *fixture)
{
  return count_members (fixture, "ListCertificateAuthorities", "CertificateAuthorities");
}

/* --- The whole way -----------------------------------------------------------------------------*/

static void
check_steps (GtkWindow *dialog)
{
  const ConsolePlanFacts *account = get_line (dialog, "steps_list", "Halcyon Light Bulb");
  const ConsolePlanFacts *plant = get_line (dialog, "steps_list", "Toaster Plant Graz CA");

  g_assert_true (can_provision (dialog));
  g_assert_cmpstr (account->group, ==, "Accounts");
  g_assert_cmpstr (account->detail, ==, "222233334444");
  g_assert_cmpstr (plant->group, ==, "Certificate Authorities");
  g_assert_cmpuint (plant->level, ==, 2);
  g_assert_nonnull (strstr (plant->value, "SubordinateCACertificate_PathLen0"));
  g_assert_nonnull (strstr (plant->value, "until"));
  g_assert_nonnull (find_line (dialog, "steps_list", "What Remains Afterwards"));
}

/* Every fingerprint that is shown is that of a CA which exists. */
static void
check_made (Fixture *fixture, GtkWindow *dialog)
{
  GListModel *model = console_plan_list_get_model (child (dialog, "made_list"));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (model, i);
      const ConsolePlanFacts *facts = console_plan_line_get (line);
      g_autoptr (JsonObject) got = NULL;
      g_autoptr (GBytes) pem = NULL;
      g_autoptr (EspCertificate) certificate = NULL;

      if (!facts->copy)
        continue;
      got = call (fixture, "GetCertificateAuthorityCertificate", parameters_for (facts->arn));
      pem = to_bytes (json_object_get_string_member (got, "Certificate"));
      certificate = esp_certificate_parse (pem, NULL);
      g_assert_cmpstr (facts->copy, ==, esp_certificate_get_fingerprint (certificate));
      n++;
    }
  g_assert_cmpuint (n, ==, N_IOT_CAS);
}

static void
test_iot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("iot");
  GtkWindow *dialog = open_dialog (fixture, document, "steps");
  g_autoptr (JsonObject) same = NULL;

  check_steps (dialog);
  picture (dialog, "provision-steps");
  provision (dialog);
  g_assert_cmpstr (get_page (dialog), ==, "progress");
  wait_for_page (dialog, "made");
  g_assert_cmpuint (count_cas (fixture), ==, N_IOT_CAS);
  check_made (fixture, dialog);
  g_assert_false (gtk_widget_get_visible (child (dialog, "save_codes_button")));
  picture (dialog, "provision-made");
  read_properties (G_OBJECT (dialog));
  close_dialog (dialog);
  /* Without the people, who were not invited. */
  same = compare (fixture, document);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (same, "Differences")), >,
                    0);
}

/* --- What is refused ---------------------------------------------------------------------------*/

/* A leaf that outlives its parent, and one that may sign as many levels as that. */
static void
test_unsound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  EspPlan *plan = console_plan_document_copy (document);
  EspPlanCa *ca = g_ptr_array_index (plan->cas, 1);
  const ConsolePlanFacts *problem;
  GtkWindow *dialog;

  g_free (ca->template_name);
  ca->template_name = g_strdup ("SubordinateCACertificate_PathLen3/V1");
  g_free (((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key_algorithm);
  ((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key_algorithm = g_strdup ("RSA_1024");
  console_plan_document_step (document, plan, "Break it", NULL);
  dialog = open_dialog (fixture, document, "steps");
  g_assert_false (can_provision (dialog));
  g_assert_nonnull (gtk_widget_get_tooltip_text (child (dialog, "provision_button")));
  problem = console_plan_line_get (
    g_list_model_get_item (console_plan_list_get_model (child (dialog, "steps_list")), 1));
  g_assert_cmpstr (problem->group, ==, "What Stands in the Way");
  g_assert_cmpstr (problem->button, ==, "Checks");
  g_assert_true (has_label (GTK_WIDGET (dialog), problem->title));
  picture (dialog, "provision-unsound");
  close_dialog (dialog);
  g_assert_cmpuint (count_cas (fixture), ==, 0);
}

/* Somebody was faster: the run finds it, makes nothing, and the list says so. */
static void
test_exists_otherwise (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  const EspPlanAccount *account = g_ptr_array_index (
    console_plan_document_get_plan (document)->accounts, 0);
  GtkWindow *dialog = open_dialog (fixture, document, "steps");
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", "Somebody else’s");
  json_object_set_string_member (parameters, "Number", account->id);
  json_object_unref (call (fixture, "CreateAccount", parameters));
  provision (dialog);
  wait_for_page (dialog, "steps");
  g_assert_nonnull (find_line (dialog, "steps_list", "Nothing Was Made"));
  g_assert_nonnull (find_line (dialog, "steps_list", "is there already"));
  g_assert_false (can_provision (dialog));
  picture (dialog, "provision-failed");
  close_dialog (dialog);
  g_assert_cmpuint (count_cas (fixture), ==, 0);
}

#define LOOK_ONLY                                                                                   \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"acm-pca:List*\"," \
  "\"acm-pca:Describe*\",\"espalier:ProvisionPlan\",\"organizations:*\"],\"Resource\":\"*\"}]}"

/* Ada Kern in a role that makes accounts, and nothing else. */
static void
become_onlooker (Fixture *fixture)
{
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (JsonObject) accounts = call (fixture, "ListAccounts", NULL);
  JsonObject *first = json_array_get_object_element (
    json_object_get_array_member (accounts, "Accounts"), 0);
  const char *account = json_object_get_string_member (first, "Id");
  JsonObject *role = json_object_new (), *policy = json_object_new ();
  JsonObject *assignment = json_object_new ();
  JsonArray *policies = json_array_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (policy, "Name", "look");
  json_object_set_string_member (policy, "Document", LOOK_ONLY);
  json_array_add_object_element (policies, policy);
  json_object_set_string_member (role, "Name", "Onlooker");
  json_object_set_string_member (role, "Account", account);
  json_object_set_array_member (role, "Policies", policies);
  json_object_unref (call (fixture, "CreateRole", role));
  json_object_set_string_member (assignment, "Role", "Onlooker");
  json_object_set_string_member (assignment, "Account", account);
  json_object_set_string_member (assignment, "Principal", "Ada Kern");
  json_object_unref (call (fixture, "AssignRole", assignment));
  esp_engine_sign_in (fixture->engine, "Ada Kern", "Onlooker", passphrase, NULL, &error);
  g_assert_no_error (error);
  settle ();
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  GtkWindow *dialog;
  const ConsolePlanFacts *root;

  become_onlooker (fixture);
  dialog = open_dialog (fixture, document, "steps");
  root = get_line (dialog, "steps_list", "Root");
  g_assert_false (can_provision (dialog));
  g_assert_nonnull (find_line (dialog, "steps_list", "may not be done in your role"));
  for (guint i = 0; i < console_plan_document_get_plan (document)->cas->len; i++)
    {
      g_autofree char *label = esp_plan_ca_get_label (
        g_ptr_array_index (console_plan_document_get_plan (document)->cas, i));

      root = get_line (dialog, "steps_list", label);
      g_assert_nonnull (root->problem);
    }
  picture (dialog, "provision-denied");
  close_dialog (dialog);
}

/* Closing while it runs takes it back; the dialog stays and says so. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("iot");
  GtkWindow *dialog = open_dialog (fixture, document, "steps");

  provision (dialog);
  gtk_window_close (dialog);
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "cancel_button")));
  wait_for_page (dialog, "steps");
  g_assert_nonnull (find_line (dialog, "steps_list", "Nothing Was Made"));
  g_assert_true (can_provision (dialog));
  g_assert_cmpuint (count_cas (fixture), ==, 0);
  close_dialog (dialog);
}

/* --- People ------------------------------------------------------------------------------------*/

static gboolean
find_question (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      {
        *(gpointer *) data = l->data;
        return TRUE;
      }
  return FALSE;
}

static void
answer_question (const char *response)
{
  gpointer question = NULL;

  wait_for (find_question, &question);
  g_assert_cmpstr (adw_message_dialog_get_default_response (question), ==, "cancel");
  adw_message_dialog_response (question, response);
  settle ();
}

static gboolean
is_inviting (gpointer dialog)
{
  return find_line (dialog, "steps_list", "People") != NULL;
}

static GtkWindow *
provision_with_people (Fixture *fixture, ConsolePlanDocument *document)
{
  GtkWindow *dialog = open_dialog (fixture, document, "steps");

  g_assert_true (has_label (GTK_WIDGET (dialog), "Invite 5 people"));
  g_assert_null (find_line (dialog, "steps_list", "People"));
  gtk_switch_set_active (child (dialog, "invite_switch"), TRUE);
  wait_for (is_inviting, dialog);
  wait_for (can_provision, dialog);
  provision (dialog);
  wait_for_page (dialog, "made");
  return dialog;
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* One line a person: name, account, code, until when. Nobody else can read it. */
static void
check_codes (Fixture *fixture, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  for (guint i = 0; i < 5; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, 4);
      g_assert_true (g_regex_match_simple ("^([A-Z0-9]{4}-){4}[A-Z0-9]{4}$", fields[2], 0, 0));
    }
}

/* The code of the file makes the keys of its person. */
static void
check_code_works (Fixture *fixture, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  g_autoptr (EspSecret) code = NULL;
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  fields = g_strsplit_set (text, "\t\n", -1);
  code = esp_secret_new_copy (fields[2], strlen (fields[2]), NULL);
  esp_engine_lock (fixture->engine);
  esp_engine_enrol (fixture->engine, fields[0], code, ESP_UNLOCK_WITH_PASSPHRASE, passphrase, NULL,
                    NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_codes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  GtkWindow *dialog = provision_with_people (fixture, document);
  g_autofree char *path = NULL;
  gpointer weak = dialog;

  g_assert_nonnull (find_line (dialog, "made_list", "Invitation Codes"));
  g_assert_nonnull (get_line (dialog, "made_list", "alex.morgan")->code);
  picture (dialog, "provision-codes");
  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  answer_question ("cancel");
  g_assert_nonnull (weak);
  g_signal_emit_by_name (child (dialog, "save_codes_button"), "clicked");
  path = choose_file (fixture, "codes.txt");
  wait_for (is_there, path);
  settle ();
  check_codes (fixture, path);
  gtk_window_close (dialog);
  wait_for (is_gone, &weak);
  check_code_works (fixture, path);
}

/* Who leaves without them has agreed to it. */
static void
test_codes_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  GtkWindow *dialog = provision_with_people (fixture, document);
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  answer_question ("do");
  wait_for (is_gone, &weak);
}

static void
press (gpointer dialog, const char *list, const char *title)
{
  ConsolePlanLine *line = find_line (dialog, list, title);

  g_assert_nonnull (line);
  g_signal_emit_by_name (child (dialog, list), "pressed", line);
}

/* Afterwards the same plan has people alone, and a second run makes them; a third finds nothing. */
static void
test_people_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("two-levels");
  GtkWindow *dialog = open_dialog (fixture, document, "steps");

  provision (dialog);
  wait_for_page (dialog, "made");
  press (dialog, "made_list", "5 people of the plan");
  wait_for_page (dialog, "steps");
  wait_for (can_provision, dialog);
  g_assert_null (find_line (dialog, "steps_list", "Certificate Authorities"));
  provision (dialog);
  wait_for_page (dialog, "made");
  g_assert_nonnull (get_line (dialog, "made_list", "alex.morgan")->code);
  g_signal_emit_by_name (child (dialog, "made_list"), "copied",
                         find_line (dialog, "made_list", "alex.morgan"));
  close_dialog (dialog);
  /* They are invited, and have not enrolled. */
  dialog = open_dialog (fixture, document, "steps");
  g_assert_false (can_provision (dialog));
  close_dialog (dialog);
}

/* Without people there is nothing left to do. */
static void
test_nothing_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("development");
  GtkWindow *dialog = open_dialog (fixture, document, "steps");

  provision (dialog);
  wait_for_page (dialog, "made");
  close_dialog (dialog);
  dialog = open_dialog (fixture, document, "other");
  g_assert_true (has_label (GTK_WIDGET (dialog), "Nothing Is Missing"));
  picture (dialog, "provision-nothing");
  close_dialog (dialog);
}

/* --- The report --------------------------------------------------------------------------------*/

static char *
run_command (const char *const *argv)
{
  char *output = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return output;
}

static gboolean
is_whole (gpointer path)
{
  g_autofree char *content = NULL;
  gsize len;

  return g_file_get_contents (path, &content, &len, NULL) && len > 6 &&
         g_strstr_len (content + len - 6, 6, "%%EOF") != NULL;
}

static gboolean
is_listed (gpointer dialog)
{
  return g_list_model_get_n_items (console_plan_list_get_model (child (dialog, "list"))) > 0;
}

/* It is a document that names what was made, with the fingerprints that the dialog shows. */
static void
check_report (const char *path, const char *fingerprint)
{
  g_autofree char *info = NULL, *text = NULL, *colons = NULL;

  wait_for (is_whole, (gpointer) path);
  info = run_command ((const char *[]){ "pdfinfo", path, NULL });
  g_assert_nonnull (strstr (info, "Pages:"));
  text = run_command ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
  colons = g_strdup_printf ("%.2s:%.2s:%.2s:%.2s", fingerprint, fingerprint + 2, fingerprint + 4,
                            fingerprint + 6);
  for (char *at = colons; *at; at++)
    *at = g_ascii_toupper (*at);
  g_assert_nonnull (strstr (text, colons));
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_preset ("development");
  GtkWindow *dialog = open_dialog (fixture, document, "steps"), *list;
  g_autofree char *fingerprint = NULL, *first = NULL, *second = NULL;
  g_autofree char *label = esp_plan_ca_get_label (
    g_ptr_array_index (console_plan_document_get_plan (document)->cas, 0));

  provision (dialog);
  wait_for_page (dialog, "made");
  fingerprint = g_strdup (get_line (dialog, "made_list", label)->copy);
  g_signal_emit_by_name (child (dialog, "save_report_button"), "clicked");
  first = choose_file (fixture, "first.pdf");
  check_report (first, fingerprint);
  close_dialog (dialog);
  /* And ever after. */
  list = console_ceremonies_dialog_new (fixture->session);
  gtk_window_present (list);
  wait_for (is_listed, list);
  picture (list, "ceremonies");
  press (list, "list", console_plan_document_get_plan (document)->name);
  second = choose_file (fixture, "second.pdf");
  check_report (second, fingerprint);
  close_dialog (list);
}

static const TestRow tests[] = {
  { "/provision/iot", test_iot },
  { "/provision/unsound", test_unsound },
  { "/provision/exists-otherwise", test_exists_otherwise },
  { "/provision/denied", test_denied },
  { "/provision/cancel", test_cancel },
  { "/provision/codes", test_codes },
  { "/provision/codes-left", test_codes_left },
  { "/provision/people-later", test_people_later },
  { "/provision/nothing-missing", test_nothing_missing },
  { "/provision/report", test_report },
};

int
main (int argc, char **argv)
{
  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
