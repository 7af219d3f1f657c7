/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a CA over a real engine: every warning fatal, every property read, every object
 * finalised; what it says, its notice and its way up; a CA whose name is markup with a direction
 * override is shown as it is; and every page is content with 360 pixels. Tables are in
 * test-tables.c. */
#include "console/console-ca-page.h"
#include "console/console-pages.h"
#include "console/console-path-strip.h"
#include "console/console-sparkline.h"
#include "console/console-wrap-layout.h"

#include "pages-fixture.h"

/* --- Small widgets -----------------------------------------------------------------------------*/

static void
test_sparkline (void)
{
  const gint64 counts[] = { 0, 3, 12, 0, 7 };
  ConsoleSparkline *sparkline = g_object_ref_sink (CONSOLE_SPARKLINE (console_sparkline_new ()));
  int width;

  console_sparkline_set_counts (sparkline, counts, 5, "Jan 0, Feb 3");
  read_properties (G_OBJECT (sparkline));
  g_assert_cmpstr (console_sparkline_get_text (sparkline), ==, "Jan 0, Feb 3");
  gtk_test_accessible_assert_role (sparkline, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (sparkline, GTK_ACCESSIBLE_PROPERTY_LABEL, "Jan 0, Feb 3");
  gtk_widget_measure (GTK_WIDGET (sparkline), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                      NULL);
  g_assert_cmpint (width, >, 0);
  g_assert_finalize_object (sparkline);
}

/* Three children of 100 in 250 pixels: two lines, of which the last child has the second. */
static void
test_wrap_layout (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  int minimum, natural, height;

  g_object_ref_sink (box);
  gtk_widget_set_layout_manager (box, console_wrap_layout_new (10, 5));
  read_properties (G_OBJECT (gtk_widget_get_layout_manager (box)));
  for (int i = 0; i < 3; i++)
    {
      GtkWidget *child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_size_request (child, 100, 20);
      gtk_box_append (GTK_BOX (box), child);
    }
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 320);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 320, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 20);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 250, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 45);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 100, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 70);
  g_assert_finalize_object (box);
}

/* --- The page of a CA --------------------------------------------------------------------------*/

static gboolean
has_months (gpointer overview)
{
  g_autofree char *months = NULL;

  g_object_get (overview, "months", &months, NULL);
  return months && months[0];
}

static void
test_overview (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleCaOverview *overview = console_ca_page_get_overview (CONSOLE_CA_PAGE (page));
  GtkWidget *strip = find_type (page, CONSOLE_TYPE_PATH_STRIP), *step;
  g_autofree char *sentence = NULL;
  g_autofree char *way = NULL;

  select_ca (fixture, "Supplier Radio CA");
  wait_until (has_months, overview);
  g_object_get (overview, "sentence", &sentence, NULL);
  g_assert_nonnull (strstr (sentence, "level 3 of 5 · path length 0 · signs end-entity"));
  g_object_get (strip, "text", &way, NULL);
  g_assert_cmpstr (way, ==, "Meridian Root G1 › Meridian Vehicle Modules CA › Supplier Radio CA");
  read_properties (G_OBJECT (page));
  read_properties (G_OBJECT (overview));
  read_properties (G_OBJECT (strip));
  wait_for_text (page, "CN=Supplier Radio CA");
  audit (page);
  /* The way up: a step selects. */
  step = gtk_widget_get_ancestor (find_text (strip, "Meridian Root G1"), GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (step, GTK_ACCESSIBLE_PROPERTY_LABEL, "Meridian Root G1");
  g_signal_emit_by_name (step, "clicked");
  g_assert_cmpstr (esp_ca_node_get_ca (console_session_get_selected_ca (fixture->session))->label,
                   ==, "Meridian Root G1");
  assert_gone_with (window, page);
}

static void
test_notice (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page);
  g_autofree char *active = NULL;
  g_autofree char *disabled = NULL;

  select_ca (fixture, "Supplier Radio CA");
  g_object_get (page, "notice", &active, NULL);
  g_assert_cmpstr (active, ==, "");
  select_ca (fixture, "Vehicle Modules Pilot CA");
  g_object_get (page, "notice", &disabled, NULL);
  g_assert_nonnull (strstr (disabled, "disabled"));
  assert_gone_with (window, page);
}

static gboolean
is_deleted_shown (gpointer page)
{
  g_autofree char *notice = NULL;

  g_object_get (page, "notice", &notice, NULL);
  return notice && strstr (notice, "can be restored until");
}

static gboolean
is_not_deleted (gpointer page)
{
  return !is_deleted_shown (page);
}

/* The button of the notice takes a deletion back. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page);
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;

  select_ca (fixture, "Vehicle Modules Pilot CA");
  json_object_set_string_member (
    parameters, "CertificateAuthority",
    esp_ca_node_get_ca (console_session_get_selected_ca (fixture->session))->id);
  result = esp_engine_call (fixture->engine, "DeleteCertificateAuthority", parameters, NULL,
                            &error);
  g_assert_no_error (error);
  wait_until (is_deleted_shown, page);
  gtk_widget_activate_action (page, "page.restore", NULL);
  wait_until (is_not_deleted, page);
  assert_gone_with (window, page);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const tabs[] = { "overview", "certificates", "revocation", "activity" };
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page);

  select_ca (fixture, HOSTILE);
  wait_for_text (page, HOSTILE_SHOWN);
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      g_object_set (page, "tab", tabs[i], NULL);
      run_for (400);
      audit (page);
    }
  wait_for_text (page, HOSTILE_SHOWN);
  assert_gone_with (window, page);
}

/* At 360 pixels nothing asks for more. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pages[] = { console_ca_page_new (fixture->session),
                         console_certificates_page_new (fixture->session),
                         console_activity_page_new (fixture->session) };

  select_ca (fixture, "Supplier Radio CA");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *window = present (pages[i]);
      int minimum;

      run_for (300);
      gtk_widget_measure (pages[i], GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      assert_gone_with (window, pages[i]);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  g_test_add_func ("/console/pages/sparkline", test_sparkline);
  g_test_add_func ("/console/pages/wrap-layout", test_wrap_layout);
  add ("/console/pages/overview", test_overview);
  add ("/console/pages/notice", test_notice);
  add ("/console/pages/restore", test_restore);
  add ("/console/pages/hostile", test_hostile);
  add ("/console/pages/narrow", test_narrow);
  status = g_test_run ();
  remove_sample ();
  return status;
}
