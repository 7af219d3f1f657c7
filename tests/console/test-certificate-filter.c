/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table of certificates is restricted to, chip by chip, and which columns it shows. */
#include "console/console-certificate-filter.h"
#include "console/console-certificates-page.h"
#include "console/console-pages.h"
#include "console/console-settings.h"
#include "console/console-undo.h"

#include "pages-fixture.h"

typedef struct
{
  GtkWidget *page, *window, *filter;
  GListModel *list;
  GtkColumnView *view;
  guint all;
} Stage;

static gboolean
is_read (gpointer list)
{
  return !esp_certificate_list_is_loading (list);
}

static guint
count (Stage *stage)
{
  wait_until (is_read, stage->list);
  return g_list_model_get_n_items (stage->list);
}

static void
begin (Stage *stage, Fixture *fixture)
{
  ConsoleCertificateTable *table;

  stage->page = console_certificates_page_new (fixture->session);
  stage->window = present (stage->page);
  table = console_certificates_page_get_table (CONSOLE_CERTIFICATES_PAGE (stage->page));
  stage->list = G_LIST_MODEL (console_certificate_table_get_list (table));
  stage->filter = find_type (stage->page, CONSOLE_TYPE_CERTIFICATE_FILTER);
  stage->view = GTK_COLUMN_VIEW (find_type (stage->page, GTK_TYPE_COLUMN_VIEW));
  stage->all = count (stage);
  g_assert_cmpuint (stage->all, >, 200);
}

static GObject *
get_part (Stage *stage, const char *name)
{
  return gtk_widget_get_template_child (stage->filter, CONSOLE_TYPE_CERTIFICATE_FILTER, name);
}

static void
pop_up (Stage *stage)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (get_part (stage, "button")));
}

static void
select_row (Stage *stage, const char *choice, guint row)
{
  GtkDropDown *drop_down = GTK_DROP_DOWN (get_part (stage, choice));

  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop_down)), >, row);
  gtk_drop_down_set_selected (drop_down, row);
}

static GtkWidget *
get_chip (Stage *stage, guint number)
{
  GtkWidget *chip = gtk_widget_get_first_child (
    console_certificate_filter_get_chips (CONSOLE_CERTIFICATE_FILTER (stage->filter)));

  for (; chip && number > 0; number--)
    chip = gtk_widget_get_next_sibling (chip);
  return chip;
}

/* --- Chips -------------------------------------------------------------------------------------*/

/* What is popped up goes first: GDK would still ask where the pointer is on it. */
static void
end (Stage *stage)
{
  gtk_popover_popdown (GTK_POPOVER (get_part (stage, "popover")));
  run_for (50);
  assert_gone_with (stage->window, stage->page);
}

static void
undoable_cb (ConsoleSession *session, const char *text, ConsoleUndo *undo, ConsoleUndo **offered)
{
  g_assert_cmpstr (text, ==, "The filters are cleared");
  g_set_object (offered, undo);
}

/* Takes back what @clear does, and nothing twice. */
static void
undo_clearing (Stage *stage, Fixture *fixture, void (*clear) (Stage *stage), guint before)
{
  ConsoleUndo *undo = NULL;
  gulong handler = g_signal_connect (fixture->session, "undoable", G_CALLBACK (undoable_cb), &undo);

  clear (stage);
  g_assert_cmpuint (count (stage), ==, stage->all);
  g_assert_null (get_chip (stage, 0));
  g_assert_nonnull (undo);
  console_undo_run (undo, fixture->session, stage->page);
  g_assert_cmpuint (count (stage), ==, before);
  g_assert_nonnull (get_chip (stage, 0));
  clear (stage);
  g_signal_handler_disconnect (fixture->session, handler);
  g_clear_object (&undo);
}

static void
clear_by_chip (Stage *stage)
{
  int last = 0;

  while (get_chip (stage, last + 1))
    last++;
  g_signal_emit_by_name (get_chip (stage, last), "clicked");
}

static void
clear_by_page (Stage *stage)
{
  gtk_widget_activate_action (find_type (stage->page, GTK_TYPE_COLUMN_VIEW), "table.clear", NULL);
}

static void
test_chips (Fixture *fixture, gconstpointer data)
{
  Stage stage;
  guint of_ca, of_both;

  begin (&stage, fixture);
  read_properties (G_OBJECT (stage.filter));
  g_assert_null (get_chip (&stage, 0));
  pop_up (&stage);
  select_row (&stage, "ca_choice", 2);
  of_ca = count (&stage);
  g_assert_cmpuint (of_ca, <, stage.all);
  g_assert_nonnull (find_text (get_chip (&stage, 0), "CA: "));
  g_assert_null (get_chip (&stage, 1));
  select_row (&stage, "ends_choice", 4);
  of_both = count (&stage);
  g_assert_cmpuint (of_both, <=, of_ca);
  g_assert_nonnull (find_text (get_chip (&stage, 1), "Expiring within 365 days"));
  /* Behind two of them stands what removes all. */
  g_assert_nonnull (find_text (get_chip (&stage, 2), "Clear All"));
  g_signal_emit_by_name (get_chip (&stage, 1), "clicked");
  g_assert_cmpuint (count (&stage), ==, of_ca);
  select_row (&stage, "template_choice", 1);
  undo_clearing (&stage, fixture, clear_by_chip, count (&stage));
  g_assert_cmpuint (count (&stage), ==, stage.all);
  g_assert_null (get_chip (&stage, 0));
  end (&stage);
}

/* One account has some of the CAs; those of all accounts together have all. */
static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  Stage stage;
  GListModel *accounts;
  guint sum = 0;
  int width;

  begin (&stage, fixture);
  pop_up (&stage);
  /* The longest name of a template fits into a narrow window. */
  select_row (&stage, "template_choice", 12);
  gtk_widget_measure (GTK_WIDGET (get_part (&stage, "popover")), GTK_ORIENTATION_HORIZONTAL, -1,
                      &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  select_row (&stage, "template_choice", 0);
  accounts = gtk_drop_down_get_model (GTK_DROP_DOWN (get_part (&stage, "account_choice")));
  for (guint i = 1; i < g_list_model_get_n_items (accounts); i++)
    {
      select_row (&stage, "account_choice", i);
      sum += count (&stage);
    }
  g_assert_cmpuint (sum, ==, stage.all);
  end (&stage);
}

static void
test_dates (Fixture *fixture, gconstpointer data)
{
  Stage stage;
  GtkWidget *from, *to;

  begin (&stage, fixture);
  pop_up (&stage);
  from = GTK_WIDGET (get_part (&stage, "from_entry"));
  to = GTK_WIDGET (get_part (&stage, "to_entry"));
  gtk_editable_set_text (GTK_EDITABLE (from), "2026-13-41");
  g_assert_true (gtk_widget_has_css_class (from, "error"));
  g_assert_null (get_chip (&stage, 0));
  gtk_editable_set_text (GTK_EDITABLE (from), "1999-01-01");
  g_assert_false (gtk_widget_has_css_class (from, "error"));
  g_assert_cmpuint (count (&stage), ==, stage.all);
  g_assert_nonnull (find_text (get_chip (&stage, 0), "Issued from 1 Jan 1999"));
  gtk_editable_set_text (GTK_EDITABLE (to), "1999-12-31");
  g_assert_cmpuint (count (&stage), ==, 0);
  g_assert_nonnull (find_text (get_chip (&stage, 0), "Issued 1 Jan 1999 to 31 Dec 1999"));
  wait_for_text (stage.page, "No certificate matches all of the filters.");
  undo_clearing (&stage, fixture, clear_by_page, 0);
  g_assert_cmpuint (count (&stage), ==, stage.all);
  g_assert_null (get_chip (&stage, 0));
  end (&stage);
}

/* --- Columns -----------------------------------------------------------------------------------*/

static GtkColumnViewColumn *
get_column (Stage *stage, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (stage->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column;
    }
  g_assert_not_reached ();
}

static gboolean
stands (gpointer column)
{
  return gtk_column_view_column_get_visible (column);
}

static gboolean
is_away (gpointer column)
{
  return !gtk_column_view_column_get_visible (column);
}

static void
assert_kept (GSettings *settings, const char *const *names)
{
  g_auto (GStrv) kept = g_settings_get_strv (settings, "certificate-columns");

  g_assert_true (g_strv_equal ((const char *const *) kept, names));
}

static gboolean
is_moved (gpointer settings)
{
  g_auto (GStrv) kept = g_settings_get_strv (settings, "certificate-columns");

  return kept[0] && g_str_equal (kept[0], "ends");
}

static void
test_columns (Fixture *fixture, gconstpointer data)
{
  static const char *const without[] = { "subject",  "state",     "serial", "issuer",
                                         "template", "requester", "ends",   NULL };
  g_autoptr (GSettings) settings = console_settings_new ();
  Stage stage;
  GtkColumnViewColumn *issued;

  g_assert_nonnull (settings);
  begin (&stage, fixture);
  gtk_window_set_default_size (GTK_WINDOW (stage.window), 1500, 600);
  issued = get_column (&stage, "Issued");
  wait_until (stands, issued);
  g_assert_nonnull (gtk_column_view_column_get_header_menu (issued));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (stage.view), "columns.issued", NULL));
  wait_until (is_away, issued);
  assert_kept (settings, without);
  /* What a row is known by always stands. */
  gtk_widget_activate_action (GTK_WIDGET (stage.view), "columns.subject", NULL);
  g_assert_true (stands (get_column (&stage, "Subject")));
  assert_kept (settings, without);
  /* Dragged to the front. */
  gtk_column_view_insert_column (stage.view, 0, get_column (&stage, "Ends"));
  wait_until (is_moved, settings);
  gtk_widget_activate_action (GTK_WIDGET (stage.view), "columns.reset", NULL);
  wait_until (stands, issued);
  g_assert_false (is_moved (settings));
  end (&stage);
}

/* What an earlier run has kept, unknown names included. */
static void
test_columns_kept (Fixture *fixture, gconstpointer data)
{
  static const char *const kept[] = { "ends", "a column of tomorrow", "serial", NULL };
  g_autoptr (GSettings) settings = console_settings_new ();
  Stage stage;
  g_autoptr (GtkColumnViewColumn) first = NULL, second = NULL;

  g_settings_set_strv (settings, "certificate-columns", kept);
  begin (&stage, fixture);
  gtk_window_set_default_size (GTK_WINDOW (stage.window), 1500, 600);
  wait_until (stands, get_column (&stage, "Serial"));
  g_assert_true (stands (get_column (&stage, "Subject")));
  g_assert_true (is_away (get_column (&stage, "State")));
  first = g_list_model_get_item (gtk_column_view_get_columns (stage.view), 0);
  second = g_list_model_get_item (gtk_column_view_get_columns (stage.view), 1);
  g_assert_cmpstr (gtk_column_view_column_get_title (first), ==, "Subject");
  g_assert_cmpstr (gtk_column_view_column_get_title (second), ==, "Ends");
  g_settings_reset (settings, "certificate-columns");
  wait_until (stands, get_column (&stage, "State"));
  end (&stage);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/console/certificate-filter/chips", test_chips);
  add ("/console/certificate-filter/accounts", test_accounts);
  add ("/console/certificate-filter/dates", test_dates);
  add ("/console/certificate-filter/columns", test_columns);
  add ("/console/certificate-filter/columns/kept", test_columns_kept);
  status = g_test_run ();
  remove_sample ();
  return status;
}
