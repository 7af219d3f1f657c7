/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ceremonies of this vault: when which plan was made real by whom, with the report of each. */
#include "console-plans.h"

#include "console-access-item.h"
#include "console-ceremony-report.h"
#include "console-dialogs.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-plan-list-dialog.h"

#include <glib/gi18n.h>

#define REPORT "report"

static char *
describe_who (JsonObject *ceremony)
{
  g_autofree char *who = console_name_in_role (esp_json_get_string (ceremony, "PerformedBy"),
                                               esp_json_get_string (ceremony, "Role"));
  const char *approver = esp_json_get_string (ceremony, "ApprovedBy");
  const char *arguments[] = { "who", who, "approver", approver ? approver : "", NULL };

  if (!approver)
    return g_steal_pointer (&who);
  /* Translators: {who} is a person in a role, {approver} another person */
  return esp_text_fill (_ ("{who}, approved by {approver}"), arguments);
}

static char *
describe_what (JsonObject *ceremony)
{
  guint n = (guint) esp_json_get_int (ceremony, "CertificateAuthorities", 0);
  g_autofree char *time = console_format_time (console_format_read_time (ceremony, "Time"));
  g_autofree char *count = g_strdup_printf (
    ngettext ("%u certificate authority", "%u certificate authorities", n), n);

  return g_strdup_printf ("%s · %s", time, count);
}

/* What is done with a line, which shows the last entry of its run in the log. */
static ConsolePlanLine *
make_line (JsonObject *ceremony)
{
  ConsolePlanFacts facts = {
    .icon = "hierarchy-symbolic",
    .id = REPORT,
    .title = g_strdup (esp_json_get_string (ceremony, "Plan")),
    .value = describe_what (ceremony),
    .detail = describe_who (ceremony),
    .key = g_strdup (esp_json_get_string (ceremony, "Id")),
    .arn = g_strdup_printf ("%" G_GINT64_FORMAT, esp_json_get_int (ceremony, "Sequence", 0)),
    .button = g_strdup (C_ ("button", "Save Report…")),
    .activatable = TRUE,
  };

  return console_plan_line_new (&facts);
}

static GPtrArray *
read_ceremonies (ConsolePlanListDialog *dialog, JsonObject *answer)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *ceremonies = esp_json_get_array (answer, "Ceremonies");

  for (guint i = 0; ceremonies && i < json_array_get_length (ceremonies); i++)
    g_ptr_array_add (lines, make_line (json_array_get_object_element (ceremonies, i)));
  return lines;
}

static GtkWidget *
make_empty (ConsolePlanListDialog *dialog)
{
  return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("No Ceremony Yet"),
                                 _ ("When a plan is provisioned, its report can be saved here for "
                                    "as long as the log is kept."),
                                 _ ("_Close"), "window.close");
}

static void
activated (ConsolePlanListDialog *dialog, ConsolePlanLine *line)
{
  gint64 sequence = g_ascii_strtoll (console_plan_line_get (line)->arn, NULL, 10);

  console_dialog_present (
    console_event_dialog_new (console_plan_list_dialog_get_session (dialog), sequence),
    GTK_WIDGET (dialog));
}

static void
pressed (ConsolePlanListDialog *dialog, ConsolePlanLine *line)
{
  console_ceremony_report_save (console_plan_list_dialog_get_owner (dialog),
                                console_plan_list_dialog_get_session (dialog),
                                console_plan_line_get (line)->key);
}

static const ConsolePlanListKind kind = {
  .title = NC_ ("title of a dialog", "Ceremonies"),
  .operation = "ListCeremonies",
  .denied = N_ ("Ceremonies Can’t Be Listed"),
  .list_label = N_ ("Ceremonies, the newest first"),
  .search_label = N_ ("Search ceremonies by plan, person or day"),
  .no_match = N_ ("No Ceremony Found"),
  .no_match_text = N_ ("No plan, person or day of a ceremony matches."),
  .read = read_ceremonies,
  .make_empty = make_empty,
  .activated = activated,
  .pressed = pressed,
};

GtkWindow *
console_ceremonies_dialog_new (ConsoleSession *session)
{
  return console_plan_list_dialog_new (session, &kind, NULL);
}
