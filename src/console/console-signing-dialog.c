/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request for a certificate that goes through a share: what became of it, and the certificate
 * once it is there. */
#include "console-shares.h"

#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-record-dialog.h"
#include "console-rows.h"

#include <glib/gi18n.h>

static GtkWidget *
add_field (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = console_field_row_new (title, value ? value : "");

  adw_preferences_group_add (group, row);
  return row;
}

static void
add_time (AdwPreferencesGroup *group, const char *title, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  add_field (group, title, text);
}

static void
show_state (GtkBox *box, JsonObject *request)
{
  AdwPreferencesGroup *group = console_box_add_group (box, NULL, NULL);
  const char *status = esp_json_get_string (request, "Status");
  GtkWidget *row = console_note_row_new (console_signing_status (status));
  ConsoleNoteRow *note = CONSOLE_NOTE_ROW (row);
  const char *problem = esp_json_get_string (request, "Problem");
  g_autofree char *sentence = problem ? console_format_sentence (problem) : NULL;

  console_note_row_set_icon (note, console_signing_icon (status), console_signing_style (status));
  console_note_row_set_value (note, sentence);
  if (g_strcmp0 (status, "WAITING") == 0)
    console_note_row_set_detail (
      note, _ ("It is signed when somebody of the owner’s side who may is signed in."));
  adw_preferences_group_add (group, row);
}

static void
show_facts (GtkBox *box, JsonObject *request)
{
  AdwPreferencesGroup *group = console_box_add_group (box, C_ ("group of fields", "Request"), NULL);
  GtkWidget *serial;

  add_field (group, C_ ("field", "Subject"), esp_json_get_string (request, "Subject"));
  add_field (group, C_ ("field", "CA"), esp_json_get_string (request, "CertificateAuthority"));
  add_field (group, C_ ("field", "Template"), esp_json_get_string (request, "TemplateArn"));
  add_field (group, C_ ("field", "Asked for by"), esp_json_get_string (request, "RequestedBy"));
  add_field (group, C_ ("field", "Account"), esp_json_get_string (request, "RequesterAccount"));
  add_field (group, C_ ("field", "In the role"), esp_json_get_string (request, "Role"));
  add_time (group, C_ ("field", "Asked for"), request, "RequestedAt");
  add_time (group, C_ ("field", "Answered"), request, "AnsweredAt");
  serial = add_field (group, C_ ("field", "Serial number"),
                      esp_json_get_string (request, "CertificateSerial"));
  g_object_set (serial, "monospace", TRUE, NULL);
  add_field (group, C_ ("field", "Number of the request"), esp_json_get_string (request, "Id"));
}

static void
save (ConsoleRecordDialog *dialog)
{
  JsonObject *request = console_record_dialog_get_record (dialog);

  console_certificate_save (GTK_WIDGET (dialog), esp_json_get_string (request, "Subject"),
                            esp_json_get_string (request, "Certificate"),
                            esp_json_get_string (request, "CertificateChain"), CONSOLE_SAVE_CHAIN);
}

static void
show (ConsoleRecordDialog *dialog, JsonObject *request)
{
  GtkBox *box = console_record_dialog_get_box (dialog);

  show_state (box, request);
  show_facts (box, request);
  if (esp_json_get_string (request, "Certificate"))
    console_record_dialog_add_verb (dialog, C_ ("button", "_Save Certificate…"), NULL,
                                    "suggested-action", save);
}

static const ConsoleRecordKind kind = {
  .title = NC_ ("title of a dialog", "Request Through a Share"),
  .operation = "DescribeSigningRequest",
  .key = "Id",
  .member = "SigningRequest",
  .denied = N_ ("The Request Can’t Be Shown"),
  .show = show,
};

GtkWindow *
console_signing_dialog_new (ConsoleSession *session, JsonObject *request)
{
  return console_record_dialog_new (session, &kind, request);
}
