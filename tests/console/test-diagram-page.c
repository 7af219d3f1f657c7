/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the diagram over a real engine: it follows every level of the tree. */
#include "dialogs-fixture.h"

#include "console/console-diagram-page.h"
#include "console/console-pages.h"

static void
make_below (Fixture *fixture, const char *parent, const char *name)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *subject = g_strconcat ("CN=", name, NULL);

  json_object_set_string_member (parameters, "Subject", subject);
  json_object_set_string_member (parameters, "Parent", parent);
  json_object_unref (call (fixture, "CreateCertificateAuthority", parameters));
}

static void
wait_for_items (ConsoleDiagram *diagram, guint n)
{
  for (guint i = 0; i < 500 && console_diagram_get_n_items (diagram) != n; i++)
    {
      settle ();
      g_usleep (10000);
    }
  g_assert_cmpuint (console_diagram_get_n_items (diagram), ==, n);
}

/* The second child of an authority changes no list of roots. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_diagram_page_new (fixture->session);
  GtkWidget *window = gtk_window_new ();
  ConsoleDiagram *diagram = console_diagram_page_get_diagram (CONSOLE_DIAGRAM_PAGE (page));

  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_items (diagram, 0);
  make_root (fixture, "Root");
  wait_for_items (diagram, 1);
  make_below (fixture, "Root", "One");
  wait_for_items (diagram, 2);
  make_below (fixture, "Root", "Two");
  wait_for_items (diagram, 3);
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/diagram-page/follows", test_follows },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
