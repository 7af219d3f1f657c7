/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the report of a ceremony, from its title to the places to sign. How pages are made
 * is in esp-pages.h. */
#include "esp-ceremony-pages.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"

#include <string.h>

/* What gettext finds; it is looked up here, in the language of the paper. */
#define N_(text) (text)

#define PICTURES_MAX 24  /* hierarchies; more are told in a table */
#define PICTURED_MAX 100 /* CAs of one of them */
#define LEVELS_MAX 8     /* of indentation in that table */
#define N_WITNESSES 2

typedef struct
{
  const EspCeremony *ceremony;
  EspPlanTranslate translate;
  gboolean right_to_left;
  GPtrArray *trees;     /* GPtrArray of Member: one hierarchy each, parents first */
  GHashTable *accounts; /* number -> name, of those that were made */
  guint n_cas;
} Report;

/* A CA in its hierarchy. */
typedef struct
{
  const EspCeremonyStep *step;
  int parent;  /* index in the tree, or -1 */
  guint level; /* from 0 */
} Member;

static const char *
say (const Report *report, const char *text)
{
  return report->translate (text, NULL, 0);
}

/* --- Values -----------------------------------------------------------------------------------*/

/* As openssl writes it. */
static char *
tell_fingerprint (const char *hex)
{
  g_autofree char *colons = hex ? esp_hex_with_colons (hex) : NULL;

  return colons ? g_ascii_strup (colons, -1) : NULL;
}

static const char *
tell_template (const char *arn)
{
  const char *name = arn ? strstr (arn, ":::template/") : NULL;

  return name ? name + strlen (":::template/") : arn;
}

static char *
tell_number (guint number)
{
  return g_strdup_printf ("%u", number);
}

static char *
tell_person (const Report *report)
{
  const EspCeremony *ceremony = report->ceremony;

  if (!ceremony->role)
    return g_strdup (ceremony->performed_by);
  return esp_text_fill (
    say (report, N_ ("{name}, in the role {role}")),
    (const char *[]){ "name", ceremony->performed_by, "role", ceremony->role, NULL });
}

static char *
tell_entries (const Report *report, gboolean with_root)
{
  const EspCeremony *ceremony = report->ceremony;
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, ceremony->first_event);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, ceremony->last_event);
  const char *const pairs[] = { "first", first, "last", last, "root", ceremony->root, NULL };

  return esp_text_fill (with_root ? say (report, N_ ("{first} to {last}, root {root}")) :
                                    say (report, N_ ("{first} to {last}")),
                        pairs);
}

/* --- Hierarchies ------------------------------------------------------------------------------*/

static gboolean
is_ca (const EspCeremonyStep *step)
{
  return g_str_equal (step->action, "acm-pca:CreateCertificateAuthority");
}

typedef struct
{
  GArray *tree;
  int index;
} Seat;

/* Parents come before their children, so each is put into a tree that is there, or begins one. */
static void
seat (Report *report, const EspCeremonyStep *step, GHashTable *seats)
{
  const Seat *above = step->parent ? g_hash_table_lookup (seats, step->parent) : NULL;
  Member member = { step, -1, 0 };
  Seat *own = g_new (Seat, 1);

  if (above)
    {
      member.parent = above->index;
      member.level = g_array_index (above->tree, Member, above->index).level + 1;
      own->tree = above->tree;
    }
  else
    {
      own->tree = g_array_new (FALSE, FALSE, sizeof (Member));
      g_ptr_array_add (report->trees, own->tree);
    }
  own->index = (int) own->tree->len;
  g_array_append_val (own->tree, member);
  g_hash_table_insert (seats, step->name, own);
  report->n_cas++;
}

static void
find_trees (Report *report)
{
  g_autoptr (GHashTable) seats = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GPtrArray *steps = report->ceremony->steps;

  report->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  report->accounts = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < steps->len; i++)
    {
      EspCeremonyStep *step = g_ptr_array_index (steps, i);

      if (is_ca (step))
        seat (report, step, seats);
      else if (g_str_equal (step->action, "organizations:CreateAccount") && step->account)
        g_hash_table_insert (report->accounts, step->account, step->name);
    }
}

static EspDiagramCard *
make_card (const Report *report, const Member *member)
{
  const EspCeremonyStep *step = member->step;
  EspDiagramCard *card = esp_diagram_card_new (step->name);
  const char *template_name = tell_template (step->template_name);
  const char *account = step->account ? g_hash_table_lookup (report->accounts, step->account) :
                                        NULL;

  card->parent = member->parent;
  if (template_name)
    card->template_name = g_strndup (template_name, strcspn (template_name, "/"));
  card->algorithm = g_strdup (esp_plan_algorithm_label (step->key_algorithm));
  if (step->not_after != 0)
    {
      g_autofree char *date = esp_time_to_date (step->not_after);

      card->validity = esp_text_fill (say (report, N_ ("until {date}")),
                                      (const char *[]){ "date", date, NULL });
    }
  card->sign = ESP_DIAGRAM_ACTIVE;
  card->state = g_strdup (say (report, N_ ("Made")));
  card->account = g_strdup (step->account);
  card->account_name = g_strdup (account ? account : step->account);
  return card;
}

static EspDiagram *
make_diagram (const Report *report, const GArray *tree)
{
  g_autoptr (GPtrArray)
    cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  EspDiagramStyle style = { .palette = ESP_DIAGRAM_PRINT, .right_to_left = report->right_to_left };

  for (guint i = 0; i < tree->len; i++)
    g_ptr_array_add (cards, make_card (report, &g_array_index (tree, Member, i)));
  return esp_diagram_new (cards, &style);
}

/* What is too wide for paper. */
static void
write_outline (const Report *report, EspPages *pages, const GArray *tree)
{
  const EspPagesColumn columns[] = {
    { say (report, N_ ("Name")), 0.52, FALSE, FALSE },
    { say (report, N_ ("Key")), 0.18, FALSE, FALSE },
    { say (report, N_ ("Valid until")), 0.14, FALSE, FALSE },
    { say (report, N_ ("Account")), 0.16, FALSE, FALSE },
  };

  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < tree->len; i++)
    {
      const Member *member = &g_array_index (tree, Member, i);
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *date = member->step->not_after ? esp_time_to_date (member->step->not_after) :
                                                        NULL;

      for (guint level = 0; level < MIN (member->level, LEVELS_MAX); level++)
        g_string_append (name, "\u2003");
      g_string_append (name, member->step->name);
      esp_pages_table_row (pages,
                           (const char *[]){ name->str,
                                             esp_plan_algorithm_label (member->step->key_algorithm),
                                             date, member->step->account },
                           NULL, 0);
    }
  esp_pages_table_end (pages);
}

static void
write_tree (const Report *report, EspPages *pages, const char *heading, const GArray *tree)
{
  /* A picture of hundreds is never small enough: it needs no layout to know that. */
  g_autoptr (EspDiagram) diagram = report->trees->len <= PICTURES_MAX && tree->len <= PICTURED_MAX ?
                                     make_diagram (report, tree) :
                                     NULL;

  if (diagram && esp_pages_diagram (pages, heading, diagram))
    return;
  if (heading)
    esp_pages_heading (pages, heading);
  write_outline (report, pages, tree);
}

static void
write_hierarchies (const Report *report, EspPages *pages)
{
  for (guint i = 0; i < report->trees->len; i++)
    {
      const GArray *tree = g_ptr_array_index (report->trees, i);
      const char *parent = g_array_index (tree, Member, 0).step->parent;
      g_autofree char *below =
        parent ? esp_text_fill (say (report, N_ ("Below {parent}, which was there before")),
                                (const char *[]){ "parent", parent, NULL }) :
                 NULL;

      if (below)
        write_tree (report, pages, below, tree);
      else
        write_tree (report, pages, i == 0 ? say (report, N_ ("What was made, as trees")) : NULL,
                    tree);
    }
}

/* --- Steps ------------------------------------------------------------------------------------*/

static void
write_ca (const Report *report,
          EspPages *pages,
          const char *const *cells,
          const EspCeremonyStep *step)
{
  g_autofree char *serial = step->serial ? esp_hex_with_colons (step->serial) : NULL;
  g_autofree char *fingerprint = tell_fingerprint (step->fingerprint);
  g_autofree char *from = step->not_before ? esp_time_to_rfc3339 (step->not_before) : NULL;
  g_autofree char *until = step->not_after ? esp_time_to_rfc3339 (step->not_after) : NULL;
  g_autofree char *valid = NULL;
  const EspPagesField fields[] = {
    { say (report, N_ ("Subject")), step->subject, FALSE },
    { say (report, N_ ("Signed by")),
      step->parent ? step->parent : (step->serial ? say (report, N_ ("itself")) : NULL), FALSE },
    { say (report, N_ ("Key")), esp_plan_algorithm_label (step->key_algorithm), FALSE },
    { say (report, N_ ("Template")), tell_template (step->template_name), FALSE },
    { say (report, N_ ("Valid")),
      from && until ?
        (valid = esp_text_fill (say (report, N_ ("{from} to {until}")),
                                (const char *[]){ "from", from, "until", until, NULL })) :
        NULL,
      FALSE },
    { say (report, N_ ("Serial number")), serial, TRUE },
    { say (report, N_ ("SHA-256")), fingerprint, TRUE },
  };

  esp_pages_table_row (pages, cells, fields, G_N_ELEMENTS (fields));
}

static void
write_steps (const Report *report, EspPages *pages)
{
  const EspPagesColumn columns[] = {
    { say (report, N_ ("Entry")), 0.09, TRUE, FALSE },
    { say (report, N_ ("Time")), 0.21, FALSE, FALSE },
    { say (report, N_ ("What")), 0.23, FALSE, FALSE },
    { say (report, N_ ("Name")), 0.31, FALSE, FALSE },
    { say (report, N_ ("Account")), 0.16, FALSE, FALSE },
  };
  GPtrArray *steps = report->ceremony->steps;

  esp_pages_heading (pages, say (report, N_ ("Step by step")));
  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (steps, i);
      g_autofree char *entry = g_strdup_printf ("%" G_GINT64_FORMAT, step->sequence);
      g_autofree char *time = esp_time_to_rfc3339 (step->time);
      const char *cells[] = { entry, time, say (report, esp_ceremony_step_word (step)), step->name,
                              step->account };

      if (is_ca (step))
        write_ca (report, pages, cells, step);
      else
        esp_pages_table_row (pages, cells, NULL, 0);
    }
  esp_pages_table_end (pages);
}

/* --- The whole --------------------------------------------------------------------------------*/

static void
write_facts (const Report *report, EspPages *pages)
{
  const EspCeremony *ceremony = report->ceremony;
  g_autofree char *person = tell_person (report);
  g_autofree char *started = esp_time_to_rfc3339 (ceremony->started_at);
  g_autofree char *finished = esp_time_to_rfc3339 (ceremony->finished_at);
  g_autofree char *entries = tell_entries (report, FALSE);
  g_autofree char *n_cas = tell_number (report->n_cas);
  g_autofree char *n_steps = tell_number (ceremony->steps->len);
  const EspPagesField fields[] = {
    { say (report, N_ ("Organization")), ceremony->organization, FALSE },
    { say (report, N_ ("Performed by")), person, FALSE },
    { say (report, N_ ("Second person")),
      ceremony->approved_by ? ceremony->approved_by : say (report, N_ ("none was needed")), FALSE },
    { say (report, N_ ("Began")), started, FALSE },
    { say (report, N_ ("Ended")), finished, FALSE },
    { say (report, N_ ("Authorities made")), n_cas, FALSE },
    { say (report, N_ ("Steps")), n_steps, FALSE },
    { say (report, N_ ("Entries of the log")), entries, FALSE },
    { say (report, N_ ("Ceremony")), ceremony->id, FALSE },
    { say (report, N_ ("Vault")), ceremony->vault, FALSE },
    { say (report, N_ ("Plan, SHA-256")), ceremony->plan_digest, TRUE },
  };

  esp_pages_title (pages, say (report, N_ ("Report of a ceremony")), ceremony->plan);
  esp_pages_fields (pages, fields, G_N_ELEMENTS (fields));
}

static void
write_proof (const Report *report, EspPages *pages)
{
  esp_pages_heading (pages, say (report, N_ ("How to verify it")));
  esp_pages_paragraph (
    pages,
    say (
      report,
      N_ (
        "Each entry of the log is signed by whoever performed it, and the root at the foot of each page "
        "is that of the log's tree (RFC 6962) right after the last entry of this ceremony. "
        "“espalier-cli log export” writes the log as files that openssl and sha256sum "
        "verify, with a page that says how.")));
  esp_pages_paragraph (
    pages,
    say (report,
         N_ ("The fingerprint of a certificate is what “openssl x509 -noout -fingerprint "
             "-sha256” prints of it; that of the plan is the SHA-256 of the plan as Espalier "
             "writes it; that of the vault belongs to the certificate of its founder.")));
}

static void
write_signatures (const Report *report, EspPages *pages)
{
  const EspCeremony *ceremony = report->ceremony;
  const char *witness = say (report, N_ ("Witness"));
  const char *captions[] = { say (report, N_ ("Name")), say (report, N_ ("Signature")),
                             say (report, N_ ("Place and date")) };
  EspPagesPerson persons[2 + N_WITNESSES];
  guint n = 0;

  persons[n++] = (EspPagesPerson){ say (report, N_ ("Performed it")), ceremony->performed_by };
  if (ceremony->approved_by)
    persons[n++] = (EspPagesPerson){ say (report, N_ ("Second person, who consented")),
                                     ceremony->approved_by };
  for (int i = 0; i < N_WITNESSES; i++)
    persons[n++] = (EspPagesPerson){ witness, NULL };
  esp_pages_signatures (pages, say (report, N_ ("Those who were present")),
                        say (report, N_ ("Who signs confirms to have been present, and that the "
                                         "fingerprints above are those that were shown.")),
                        persons, n, captions, G_N_ELEMENTS (captions));
}

static void
compose_cb (EspPages *pages, gpointer data)
{
  const Report *report = data;

  write_facts (report, pages);
  write_hierarchies (report, pages);
  write_steps (report, pages);
  write_proof (report, pages);
  write_signatures (report, pages);
}

GBytes *
esp_ceremony_write_pdf (const EspCeremony *ceremony,
                        EspPlanTranslate translate,
                        gboolean right_to_left,
                        GError **error)
{
  Report report = { .ceremony = ceremony,
                    .translate = translate ? translate : esp_plan_untranslated,
                    .right_to_left = right_to_left };
  g_autofree char *vault = tell_fingerprint (ceremony->vault_fingerprint);
  g_autofree char *entries = tell_entries (&report, TRUE);
  const EspPagesField feet[] = { { say (&report, N_ ("Vault, SHA-256")), vault, TRUE },
                                 { say (&report, N_ ("Entries of the log")), entries, TRUE } };
  EspPagesStyle style = { .title = say (&report, N_ ("Report of a ceremony")),
                          .owner = ceremony->organization,
                          .description = ceremony->plan,
                          .page = say (&report, N_ ("Page {n} of {total}")),
                          .feet = feet,
                          .n_feet = G_N_ELEMENTS (feet),
                          .time = ceremony->finished_at,
                          .right_to_left = right_to_left };
  GBytes *bytes;

  find_trees (&report);
  bytes = esp_pages_write (&style, compose_cb, &report, error);
  g_ptr_array_unref (report.trees);
  g_hash_table_unref (report.accounts);
  return bytes;
}
