/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of certificates, their requests, and the log: a part of scenes-fixture.h. */
#pragma once

static GtkWindow *
open_certificates (Stage *stage)
{
  return show_place (stage, "certificates");
}

static GtkWindow *
open_activity (Stage *stage)
{
  return show_place (stage, "activity");
}

static GtkWindow *
open_issue_empty (Stage *stage)
{
  return console_issue_dialog_new (stage->session, get_ca (stage), NULL);
}

static GtkWindow *
open_issue (Stage *stage)
{
  g_autoptr (GBytes) request = g_bytes_new (hostile_request, strlen (hostile_request));

  return console_issue_dialog_new (stage->session, get_ca (stage), request);
}

static gboolean
can_submit (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

static GtkWindow *
open_issue_result (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                                   "primary_button");

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  wait_until (can_submit, button);
  g_signal_emit_by_name (button, "clicked");
  return dialog;
}

/* The list of all templates, over the dialog. */
static GtkWindow *
open_issue_templates (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  console_template_row_popup (
    CONSOLE_TEMPLATE_ROW (find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW)));
  return dialog;
}

/* Everything that can be passed through, with hostile names. */
static GtkWindow *
open_issue_passthrough (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GtkWidget *row = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);

  g_assert_true (console_template_row_choose (CONSOLE_TEMPLATE_ROW (row),
                                              "BlankEndEntityCertificate_APICSRPassthrough"));
  console_passthrough_editor_set_subject (CONSOLE_PASSTHROUGH_EDITOR (editor), "CommonName",
                                          MARKUP " \u202egnorts");
  console_passthrough_editor_add_name (CONSOLE_PASSTHROUGH_EDITOR (editor),
                                       "UniformResourceIdentifier", URI);
  console_passthrough_editor_expand (CONSOLE_PASSTHROUGH_EDITOR (editor));
  return dialog;
}

/* A file that is none, with a name that is none. */
static GtkWindow *
open_issue_file (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GtkWidget *row = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);
  g_autoptr (GBytes) broken = g_bytes_new_static ("[]", 2);

  g_assert_true (console_template_row_choose (CONSOLE_TEMPLATE_ROW (row),
                                              "EndEntityCertificate_APIPassthrough"));
  console_passthrough_editor_take_file (CONSOLE_PASSTHROUGH_EDITOR (editor), HOSTILE, broken);
  return dialog;
}

typedef struct
{
  char *ca, *serial, *subject;
} Certificate;

static void
certificate_clear (Certificate *certificate)
{
  g_free (certificate->ca);
  g_free (certificate->serial);
  g_free (certificate->subject);
}

static Certificate
get_certificate (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;
  JsonObject *first;

  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  list = call_engine (stage->engine, "ListCertificates", parameters);
  first = json_array_get_object_element (json_object_get_array_member (list, "Certificates"), 0);
  return (Certificate){ g_strdup (json_object_get_string_member (first, "IssuerArn")),
                        g_strdup (json_object_get_string_member (first, "Serial")),
                        g_strdup (json_object_get_string_member (first, "Subject")) };
}

static GtkWindow *
open_certificate (Stage *stage)
{
  Certificate certificate = get_certificate (stage);
  GtkWindow *dialog = console_certificate_dialog_new (stage->session, certificate.ca,
                                                      certificate.serial);

  certificate_clear (&certificate);
  return dialog;
}

static gboolean
shows_content (gpointer dialog)
{
  GObject *stack = gtk_widget_get_template_child (dialog, G_OBJECT_TYPE (dialog), "stack");

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "content") == 0;
}

static GtkWindow *
open_certificate_path (Stage *stage)
{
  GtkWindow *dialog = open_certificate (stage);
  GObject *parts = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                  "parts");

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  wait_until (shows_content, dialog);
  gtk_stack_set_visible_child_name (GTK_STACK (parts), "path");
  return dialog;
}

static GtkWindow *
open_revoke (Stage *stage)
{
  Certificate certificate = get_certificate (stage);
  GtkWindow *dialog = console_revoke_dialog_new (stage->session, certificate.ca, certificate.serial,
                                                 certificate.subject);

  certificate_clear (&certificate);
  return dialog;
}

/* The entry of the log about the hostile request. */
static GtkWindow *
open_event (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;
  JsonObject *first;

  json_object_set_string_member (parameters, "Action", "acm-pca:CreateCertificateAuthority");
  list = call_engine (stage->engine, "ListEvents", parameters);
  first = json_array_get_object_element (json_object_get_array_member (list, "Events"), 0);
  return console_event_dialog_new (stage->session,
                                   esp_json_get_int (first, "sequence", 0));
}
