/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may use which CA from elsewhere: what is offered to the own account first, then what it uses
 * of others and what it gives; and the requests for certificates that go through such shares. On
 * the page of a CA the same for that CA. */
#include "console-shares.h"

#include "console-approval-words.h"
#include "console-dialogs.h"
#include "console-format.h"
#include "console-pages.h"

#include <glib/gi18n.h>

#define OVER_MAX 50

/* --- Shares ------------------------------------------------------------------------------------*/

typedef enum
{
  ASKING,   /* waits for an answer of the own side */
  RECEIVED, /* used by the own side */
  GIVEN,    /* by the own side, or seen from above */
  ENDED,
  N_PARTS
} Part;

static Part
get_part (JsonObject *share)
{
  const char *status = esp_json_get_string (share, "Status");
  gboolean consumer = g_strcmp0 (esp_json_get_string (share, "Side"), "CONSUMER") == 0;

  if (g_strcmp0 (status, "PENDING") == 0)
    return consumer ? ASKING : GIVEN;
  if (g_strcmp0 (status, "ACTIVE") == 0)
    return consumer ? RECEIVED : GIVEN;
  return ENDED;
}

static void
open_share (ConsoleBoard *board, JsonObject *share)
{
  console_dialog_present (console_share_dialog_new (console_board_get_session (board), share),
                          GTK_WIDGET (board));
}

static char *
describe_share (JsonObject *share)
{
  const char *status = esp_json_get_string (share, "Status");
  const char *signing = console_share_signing (esp_json_get_string (share, "Signing"));
  g_autofree char *left = console_time_left (share, "InvitationExpiresAt");

  if (g_strcmp0 (status, "PENDING") == 0 && left[0])
    return g_strdup_printf ("%s · %s · %s", console_share_status (status), left, signing);
  return g_strdup_printf ("%s · %s", console_share_status (status), signing);
}

/* The own side of it goes without saying: the CA of others, or who may use one's own. */
static char *
describe_other_side (ConsoleBoard *board, JsonObject *share)
{
  gboolean consumer = g_strcmp0 (esp_json_get_string (share, "Side"), "CONSUMER") == 0;
  const char *ca = esp_json_get_string (share, "CertificateAuthority");
  const char *owner = esp_json_get_string (share, "OwnerAccount");
  g_autofree char *whom = console_share_consumer (share);
  const char *arguments[] = { "ca", ca ? ca : "", "owner", owner ? owner : "", "whom", whom, NULL };

  if (consumer)
    /* Translators: {ca} is the name of a CA, {owner} the number of an account */
    return esp_text_fill (_ ("{ca}, from account {owner}"), arguments);
  if (console_board_get_node (board))
    /* Translators: {whom}: an account, a role or a person */
    return esp_text_fill (_ ("For {whom}"), arguments);
  /* Translators: {ca} is the name of a CA; {whom}: an account, a role or a person */
  return esp_text_fill (_ ("{ca}, for {whom}"), arguments);
}

static void
add_share (ConsoleBoard *board, AdwPreferencesGroup *group, JsonObject *share)
{
  const char *status = esp_json_get_string (share, "Status");
  const char *permission = console_permission_title (esp_json_get_string (share, "Permission"));
  g_autofree char *other = describe_other_side (board, share);
  g_autofree char *state = describe_share (share);
  g_autofree char *value = g_strdup_printf ("%s\n%s", other, permission);
  GtkWidget *widget = console_note_row_new (esp_json_get_string (share, "Name"));
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (widget);

  console_note_row_set_icon (row, console_share_icon (status), console_share_style (status));
  console_note_row_set_value (row, value);
  console_note_row_set_detail (row, state);
  if (get_part (share) == ASKING)
    console_note_row_set_chip (row, C_ ("chip", "For you"));
  console_board_add_row (board, group, row, esp_json_get_string (share, "Arn"), share, open_share);
}

static void
show_shares (ConsoleBoard *board, JsonArray *shares)
{
  const char *headings[N_PARTS] = {
    [ASKING] = C_ ("group of shares", "Offered to Your Account"),
    [RECEIVED] = C_ ("group of shares", "Received"),
    [GIVEN] = C_ ("group of shares", "Given"),
    [ENDED] = C_ ("group of shares", "Ended"),
  };

  for (Part part = ASKING; part < N_PARTS; part++)
    {
      AdwPreferencesGroup *group = NULL;
      guint n = 0;

      for (guint i = 0; i < json_array_get_length (shares) && (part != ENDED || n < OVER_MAX); i++)
        {
          JsonObject *share = json_array_get_object_element (shares, i);

          if (get_part (share) != part)
            continue;
          if (!group)
            group = console_board_add_group (board, headings[part], NULL);
          add_share (board, group, share);
          n++;
        }
    }
}

/* --- Requests ----------------------------------------------------------------------------------*/

static void
open_request (ConsoleBoard *board, JsonObject *request)
{
  console_dialog_present (console_signing_dialog_new (console_board_get_session (board), request),
                          GTK_WIDGET (board));
}

static void
add_request (ConsoleBoard *board, AdwPreferencesGroup *group, JsonObject *request)
{
  const char *status = esp_json_get_string (request, "Status");
  const char *subject = esp_json_get_string (request, "Subject");
  const char *who = esp_json_get_string (request, "RequestedBy");
  const char *account = esp_json_get_string (request, "RequesterAccount");
  g_autofree char *when = console_format_time (console_format_read_time (request, "RequestedAt"));
  const char *arguments[] = { "state",   console_signing_status (status), "name", who ? who : "",
                              "account", account ? account : "",          "when", when,
                              NULL };
  /* Translators: {state} of a request, {name} of a person, {account}: a number, {when}: a time */
  g_autofree char *text = esp_text_fill (_ ("{state} · {name}, account {account} · {when}"),
                                         arguments);
  GtkWidget *widget = console_note_row_new (
    subject && subject[0] ? subject : C_ ("subject of a request", "No subject"));
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (widget);

  console_note_row_set_icon (row, console_signing_icon (status), console_signing_style (status));
  console_note_row_set_value (row, esp_json_get_string (request, "CertificateAuthority"));
  console_note_row_set_detail (row, text);
  console_board_add_row (board, group, row, esp_json_get_string (request, "Id"), request,
                         open_request);
}

static void
show_requests (ConsoleBoard *board, JsonArray *requests)
{
  guint n = console_sign_requests_count (console_board_get_session (board), requests);
  AdwPreferencesGroup *groups[2] = { NULL };
  guint over = 0;

  for (int part = 0; part < 2; part++)
    for (guint i = 0; i < json_array_get_length (requests); i++)
      {
        JsonObject *request = json_array_get_object_element (requests, i);
        gboolean waits = g_strcmp0 (esp_json_get_string (request, "Status"), "WAITING") == 0;

        if (waits != (part == 0) || (!waits && over++ >= OVER_MAX))
          continue;
        if (!groups[part])
          groups[part] = console_board_add_group (
            board,
            waits ? C_ ("group of requests", "Waiting to Be Signed") :
                    C_ ("group of requests", "Answered Requests"),
            waits ? _ ("They are signed when somebody of the owner’s side who may is signed in.") :
                    NULL);
        add_request (board, groups[part], request);
      }
  if (n > 0)
    console_sign_requests_offer (board, groups[0], n);
}

/* --- The two of them ---------------------------------------------------------------------------*/

static GtkWindow *
add (ConsoleSession *session, EspCaNode *node)
{
  return console_create_share_dialog_new (session, node);
}

#define SOURCES                                                                                    \
  {                                                                                                \
    { "ListResourceShares", "ResourceShares", "ram:GetResourceShares", show_shares },              \
      { "ListSigningRequests", "SigningRequests", "espalier:ListSigningRequests", show_requests }, \
  }

static const ConsoleBoardKind page_kind = {
  .about = N_ ("A CA can be used from other accounts. What is offered counts once the other side "
               "has accepted it."),
  .nothing = N_ ("Nothing Is Shared"),
  .nothing_text = N_ ("Share a CA from its page, or wait for an invitation of another account."),
  .denied = N_ ("Shares Can’t Be Listed"),
  .sources = SOURCES,
};

static const ConsoleBoardKind view_kind = {
  .about = N_ ("Who may use this CA from other accounts, and for what."),
  .nothing = N_ ("This CA Is Not Shared"),
  .nothing_text = N_ (
    "Others can have certificates issued by it without having a CA of their own."),
  .denied = N_ ("Shares Can’t Be Listed"),
  .add_label = NC_ ("button", "_Share…"),
  .add_action = "acm-pca:PutPolicy",
  .add = add,
  .sources = SOURCES,
};

GtkWidget *
console_shares_page_new (ConsoleSession *session)
{
  return console_board_new (session, &page_kind);
}

GtkWidget *
console_sharing_view_new (ConsoleSession *session)
{
  return console_board_new (session, &view_kind);
}
