/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan that takes two persons: it is sent as one request, the other one reads what it makes and
 * agrees, and then all of it is there. */
#include "console/console-approvals.h"
#include "console/console-form.h"
#include "console/console-plan-list.h"
#include "console/console-plans.h"

#include "pages-fixture.h"

#define INES "ines.adler"
#define NEW_CA "Supplier Brakes CA"

/* --- Short ways --------------------------------------------------------------------------------*/

static gpointer
child (gpointer widget, const char *name)
{
  GObject *object = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (object);
  return object;
}

/* What exists, and one more below a root that takes two persons. */
static ConsolePlanDocument *
open_plan (Fixture *fixture)
{
  g_autoptr (JsonObject) exported = call_engine (fixture->engine, "ExportPlan", NULL);
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_read (json_object_get_string_member (exported, "Plan"), -1, &error);
  EspPlanCa *ca = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *there = g_ptr_array_index (plan->cas, i);
      const EspPlanCa *parent = there->parent ? esp_plan_find_ca (plan, there->parent) : NULL;

      if (!ca && parent && !parent->parent)
        ca = esp_plan_ca_copy (there);
    }
  g_assert_nonnull (ca);
  g_free (ca->key);
  g_free (ca->subject);
  ca->key = g_strdup ("brakes");
  ca->subject = g_strdup ("CN=" NEW_CA ",O=Meridian Motors,C=DE");
  g_ptr_array_add (plan->cas, ca);
  return console_plan_document_new (plan, NULL);
}

static gboolean
is_there (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call_engine (fixture->engine, "ListCertificateAuthorities", NULL);
  JsonArray *cas = json_object_get_array_member (list, "CertificateAuthorities");

  for (guint i = 0; i < json_array_get_length (cas); i++)
    if (g_strcmp0 (esp_json_get_string (json_array_get_object_element (cas, i), "CommonName"),
                   NEW_CA) == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
get_approval (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call_engine (fixture->engine, "ListApprovals", NULL);
  JsonArray *approvals = json_object_get_array_member (list, "Approvals");

  g_assert_cmpuint (json_array_get_length (approvals), >, 0);
  return json_object_ref (json_array_get_object_element (approvals, 0));
}

static void
click (GtkWidget *widget, const char *text)
{
  GtkWidget *label = find_text (widget, text);
  GtkWidget *button = label ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
close_dialog (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  wait_until (is_null, &weak);
}

/* --- The way of a request ----------------------------------------------------------------------*/

static void
ask_for_plan (Fixture *fixture)
{
  g_autoptr (ConsolePlanDocument) document = open_plan (fixture);
  GtkWindow *dialog = console_provision_dialog_new (fixture->session, document);
  GtkWidget *widget = GTK_WIDGET (dialog);

  gtk_window_present (dialog);
  wait_for_text (widget, "A root under two persons signs here.");
  g_assert_nonnull (find_text (widget, INES));
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "invite_switch")));
  click (gtk_widget_get_parent (child (dialog, "provision_button")), "Provision");
  wait_for_text (widget, "Waiting for a Second Person");
  g_assert_nonnull (find_text (widget, INES));
  g_assert_nonnull (find_text (widget, "Show Approvals"));
  close_dialog (dialog);
  g_assert_false (is_there (fixture));
}

static void
approve (Fixture *fixture)
{
  g_autoptr (JsonObject) approval = NULL;
  GtkWindow *dialog;
  gpointer weak;

  sign_in_as (fixture->engine, INES);
  approval = get_approval (fixture);
  dialog = weak = console_approval_dialog_new (fixture->session, approval);
  g_object_add_weak_pointer (weak, &weak);
  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "Digest of the plan");
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "Provision plan"));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "Certificate authorities (1)"));
  wait_for_text (GTK_WIDGET (dialog), "CN=" NEW_CA);
  audit (GTK_WIDGET (dialog));
  click (GTK_WIDGET (dialog), "Approve");
  wait_until (is_null, &weak);
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) approval = NULL;
  GtkWindow *list;

  ask_for_plan (fixture);
  approve (fixture);
  sign_in_as (fixture->engine, sample_admin);
  approval = get_approval (fixture);
  /* Where the key needs both, it is done when the one who asked comes back. */
  if (g_str_equal (json_object_get_string_member (approval, "Status"), "APPROVED"))
    json_object_unref (call_engine (fixture->engine, "ExecuteApproved", NULL));
  g_assert_true (is_there (fixture));
  list = console_ceremonies_dialog_new (fixture->session);
  gtk_window_present (list);
  wait_for_text (GTK_WIDGET (list), "approved by " INES);
  close_dialog (list);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/provision-consent/consent", test_consent);
  status = g_test_run ();
  remove_sample ();
  return status;
}
