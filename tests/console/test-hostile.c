/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long texts from outside through every page and every dialog (scenes-fixture.h): names as
 * long as the model lets in, and a request with the longest URI, all of it markup and entities; and
 * four thousand characters with marks that stack, pictures and characters that turn the direction
 * of writing round wherever a text of any length may come from. None is taken for markup, none
 * turns round what is beside it, and no window grows wider for it than the smallest display. Short
 * names go through the same scenes in test-scenes.c. */
#define TEN(text) text text text text text text text text text text
#define WORDS "A&B <b>x</b> &lt;i&gt; &amp; "
#define LONG                                                                                       \
  TEN (TEN ("A&B <b>x</b> &lt; \u202egnorts e\u0301\u0301\u0301 \u05d0\u05d1 \U0001f511 WWWW\t"))

/* 46 characters: an account of a plan has 50, and some scenes put four more behind. */
#define MARKUP WORDS "WWWWWWWWWWWWWWWWWW"
/* A URI has 253 at most. */
#define URI "https://a.example/A&B<b>x</b>" TEN (TEN ("W&"))

#include "scenes-fixture.h"

#define SMALLEST_WIDTH 360
#define OVERRIDE "\u202e"
#define LONG_LEN 4000

static void
fail (const Scene *scene, GtkWidget *widget, const char *what)
{
  g_test_message ("%s: %s %s", scene->name, G_OBJECT_TYPE_NAME (widget), what);
  g_test_fail ();
}

/* --- What is true of all of it -----------------------------------------------------------------*/

static gboolean
is_turned (const char *text)
{
  return text && strstr (text, OVERRIDE);
}

static gboolean
is_markup (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_label_get_use_markup (GTK_LABEL (widget)) &&
         strstr (gtk_label_get_label (GTK_LABEL (widget)), "A&B");
}

static void
check_texts (const Scene *scene, GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autofree char *tooltip = NULL, *label = NULL;

  g_object_get (widget, "tooltip-markup", &tooltip, NULL);
  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    label = gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
  if (is_turned (get_text (widget)) || is_turned (tooltip) || is_turned (label))
    fail (scene, widget, "turns the direction of writing round");
  if (is_markup (widget) || (tooltip && strstr (tooltip, "A&B")))
    fail (scene, widget, "takes a name for markup");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_texts (scene, child);
}

/* Without the frame of a window, which some displays draw and others do not. */
static void
check_window (const Scene *scene, GtkWindow *window)
{
  GtkWidget *content = gtk_widget_get_first_child (GTK_WIDGET (window));
  int width;

  if (ADW_IS_APPLICATION_WINDOW (window))
    content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_test_message ("%s needs %d", scene->name, width);
  /* GTK's own. */
  if (width > SMALLEST_WIDTH && !GTK_IS_SHORTCUTS_WINDOW (window))
    fail (scene, content, "is too wide");
  if (is_turned (gtk_window_get_title (window)))
    fail (scene, GTK_WIDGET (window), "turns its title round");
  check_texts (scene, GTK_WIDGET (window));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_window);
}

/* --- Texts of any length -----------------------------------------------------------------------*/

static GtkWindow *
open_long_toast (Stage *stage)
{
  console_session_toast (stage->session, LONG);
  return stage->window;
}

static GtkWindow *
open_long_error (Stage *stage)
{
  g_autoptr (GError) error = NULL;

  esp_error_set (&error, ESP_REASON_CA_UNKNOWN, LONG, NULL);
  esp_error_set_detail (error, LONG);
  console_error_show (GTK_WIDGET (stage->window), error);
  return wait_for_dialog (stage->window);
}

static GtkWindow *
open_long_confirm (Stage *stage)
{
  g_autoptr (JsonObject) person = make_enrolled ();

  json_object_set_string_member (person, "Name", LONG);
  json_object_set_string_member (person, "Fingerprint", LONG);
  return console_confirm_dialog_new (stage->session, person);
}

static GtkWindow *
open_long_policy (Stage *stage)
{
  return console_policy_dialog_new_for_role (stage->session, "arn:aws:iam::111122223333:role/Radio",
                                             LONG, "{ \"Version\": \"" LONG "\" }");
}

static GtkWindow *
open_long_passthrough (Stage *stage)
{
  GtkWindow *dialog = open_issue_passthrough (stage);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);

  console_passthrough_editor_set_subject (CONSOLE_PASSTHROUGH_EDITOR (editor), "CommonName", LONG);
  return dialog;
}

static GtkWindow *
open_long_file (Stage *stage)
{
  GtkWindow *dialog = open_issue_file (stage);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);
  g_autoptr (GBytes) broken = g_bytes_new_static ("[]", 2);

  console_passthrough_editor_take_file (CONSOLE_PASSTHROUGH_EDITOR (editor), LONG, broken);
  return dialog;
}

/* A plan as long in its texts as nobody's file may be; the note would be let in. */
static GtkWindow *
open_long_plan (Stage *stage)
{
  EspPlan *plan = make_hostile_plan ();
  g_autoptr (ConsolePlanDocument) document = NULL;
  GtkWidget *window = adw_window_new ();

  g_free (plan->name);
  plan->name = g_strdup (LONG);
  g_free (plan->note);
  plan->note = g_strdup (LONG);
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      g_free (account->name);
      account->name = g_strdup (LONG);
    }
  document = console_plan_document_new (plan, NULL);
  adw_window_set_content (ADW_WINDOW (window), console_designer_new (stage->session, document));
  return GTK_WINDOW (window);
}

static const Scene long_scenes[] = {
  { "long toast", open_long_toast, NULL, NULL },
  { "long error", open_long_error, NULL, NULL },
  { "long confirm", open_long_confirm, NULL, NULL },
  { "long policy", open_long_policy, NULL, NULL },
  { "long passthrough", open_long_passthrough, NULL, NULL },
  { "long file", open_long_file, NULL, NULL },
  { "long plan", open_long_plan, NULL, NULL },
};

static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_utf8_strlen (LONG, -1), >=, LONG_LEN);
  play_scenes (fixture->engine, fixture->session, long_scenes, G_N_ELEMENTS (long_scenes),
               check_window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  sample_organization = sample_admin = MARKUP;
  sample_more = make_hostile_things;
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id",
                              "org.espalier.Espalier.Hostile", "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", "/org/espalier/Espalier", NULL);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  add ("/console/hostile/names", test_names);
  add ("/console/hostile/long", test_long);
  status = g_test_run ();
  remove_sample ();
  g_free (hostile_request);
  g_object_unref (application);
  return status;
}
