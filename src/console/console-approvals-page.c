/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a second person, and below it what became of others. */
#include "console-approvals.h"
#include "console-board.h"

#include "console-approval-words.h"
#include "console-dialogs.h"
#include "console-format.h"
#include "console-pages.h"

#include <glib/gi18n.h>

/* The newest; all of them stand in the log. */
#define OVER_MAX 50

static void
open_approval (ConsoleBoard *board, JsonObject *approval)
{
  console_dialog_present (console_approval_dialog_new (console_board_get_session (board), approval),
                          GTK_WIDGET (board));
}

static char *
describe (JsonObject *approval)
{
  const char *status = esp_json_get_string (approval, "Status");
  g_autofree char *left = console_time_left (approval, "ExpiresAt");
  g_autofree char *decided = console_format_time (console_format_read_time (approval, "DecidedAt"));
  const char *when = g_strcmp0 (status, "WAITING") == 0 ? left : decided;
  const char *arguments[] = { "state", console_approval_status (status),
                              "name",  esp_json_get_string (approval, "RequestedBy"),
                              "when",  when,
                              NULL };

  /* Translators: {state} of a request, such as "Waiting"; {name} of a person; {when}: a time, or
   * how long it waits */
  return esp_text_fill (when[0] ? _ ("{state} · asked for by {name} · {when}") :
                                  _ ("{state} · asked for by {name}"),
                        arguments);
}

static void
add_row (ConsoleBoard *board, AdwPreferencesGroup *group, JsonObject *approval)
{
  const char *status = esp_json_get_string (approval, "Status");
  g_autofree char *title = console_approval_title (approval);
  g_autofree char *text = describe (approval);
  GtkWidget *widget = console_note_row_new (title);
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (widget);

  console_note_row_set_icon (row, console_approval_icon (status), console_approval_style (status));
  console_note_row_set_value (row, esp_json_get_string (approval, "CertificateAuthority"));
  console_note_row_set_detail (row, text);
  if (esp_json_get_boolean (approval, "MayApprove", FALSE))
    console_note_row_set_chip (row, C_ ("chip", "For you"));
  console_board_add_row (board, group, row, esp_json_get_string (approval, "Id"), approval,
                         open_approval);
}

static void
show_some (ConsoleBoard *board,
           JsonArray *approvals,
           gboolean waiting,
           guint limit,
           const char *title)
{
  AdwPreferencesGroup *group = NULL;
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (approvals) && n < limit; i++)
    {
      JsonObject *approval = json_array_get_object_element (approvals, i);
      const char *status = esp_json_get_string (approval, "Status");
      gboolean open = g_strcmp0 (status, "WAITING") == 0 || g_strcmp0 (status, "APPROVED") == 0;

      if (open != waiting)
        continue;
      if (!group)
        group = console_board_add_group (board, title, NULL);
      add_row (board, group, approval);
      n++;
    }
}

static void
show (ConsoleBoard *board, JsonArray *approvals)
{
  show_some (board, approvals, TRUE, G_MAXUINT, C_ ("group of requests", "Waiting"));
  show_some (board, approvals, FALSE, OVER_MAX, C_ ("group of requests", "Decided"));
}

static const ConsoleBoardKind kind = {
  .about = N_ ("What takes two persons waits here until an approver agrees. It takes effect then, "
               "and not before."),
  .nothing = N_ ("Nothing Waits"),
  .nothing_text = N_ ("What is done with a CA that requires two persons comes here first."),
  .denied = N_ ("Approvals Can’t Be Listed"),
  .sources = { { "ListApprovals", "Approvals", "espalier:ListApprovals", show } },
};

GtkWidget *
console_approvals_page_new (ConsoleSession *session)
{
  return console_board_new (session, &kind);
}
