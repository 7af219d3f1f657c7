/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of all CAs that the session may read: the table does the rest. */
#include "console-certificates-page.h"

#include "console-pages.h"

struct _ConsoleCertificatesPage
{
  AdwBin parent_instance;

  GtkBox *box;
  ConsoleCertificateTable *table;
};

G_DEFINE_FINAL_TYPE (ConsoleCertificatesPage, console_certificates_page, ADW_TYPE_BIN)

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_certificate_table_search (CONSOLE_CERTIFICATES_PAGE (widget)->table);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_certificate_table_refresh (CONSOLE_CERTIFICATES_PAGE (widget)->table);
}

static void
console_certificates_page_dispose (GObject *object)
{
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CERTIFICATES_PAGE);
  G_OBJECT_CLASS (console_certificates_page_parent_class)->dispose (object);
}

static void
console_certificates_page_class_init (ConsoleCertificatesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_certificates_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/certificates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificatesPage, box);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
}

static void
console_certificates_page_init (ConsoleCertificatesPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

GtkWidget *
console_certificates_page_new (ConsoleSession *session)
{
  ConsoleCertificatesPage *page = g_object_new (CONSOLE_TYPE_CERTIFICATES_PAGE, NULL);

  page->table = CONSOLE_CERTIFICATE_TABLE (console_certificate_table_new (session));
  gtk_widget_set_vexpand (GTK_WIDGET (page->table), TRUE);
  gtk_box_append (page->box, GTK_WIDGET (page->table));
  return GTK_WIDGET (page);
}

ConsoleCertificateTable *
console_certificates_page_get_table (ConsoleCertificatesPage *page)
{
  return page->table;
}
