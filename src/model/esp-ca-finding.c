/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of findings, and for each its condition: a function over the facts that tells when, and
 * with which values. Nothing is read here. */
#include "esp-ca-finding.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-certificate-finding.h"
#include "esp-revocation.h"

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)

#define DAY ESP_TIME_DAY
/* What is usual (service, section 3.6): thirteen months, three years, a week. */
#define END_ENTITY_LIFE (395 * DAY)
#define SUBORDINATE_LIFE (1095 * DAY)
#define SHORT_LIFE (7 * DAY)
/* 2030-12-31T23:59:59Z: until then 112 bits are acceptable (SP 800-57 part 1, table 4). */
#define WEAK_UNTIL G_GINT64_CONSTANT (1924991999)
#define STRONG_BITS 128

/* One judgement on its way: a condition that holds sets when, and adds what its sentence names. */
typedef struct
{
  const EspCaFacts *facts;
  EspCaState shown;
  gint64 now;
  gint64 due;
  GPtrArray *arguments;
} Judgement;

typedef gboolean (*Condition) (Judgement *judgement);

static void
say (Judgement *judgement, const char *name, const char *value)
{
  g_ptr_array_add (judgement->arguments, g_strdup (name));
  g_ptr_array_add (judgement->arguments, g_strdup (value));
}

static void
say_date (Judgement *judgement, const char *name, gint64 time)
{
  g_autofree char *date = esp_time_to_date (time);

  say (judgement, name, date);
}

static void
say_number (Judgement *judgement, const char *name, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  say (judgement, name, text);
}

static gboolean
holds_from (Judgement *judgement, gint64 due, const char *name)
{
  judgement->due = due;
  say_date (judgement, name, due);
  return TRUE;
}

static gboolean
works (const Judgement *judgement)
{
  return judgement->shown == ESP_CA_ACTIVE || judgement->shown == ESP_CA_DISABLED;
}

/* --- The end of its certificate ----------------------------------------------------------------*/

gint64
esp_ca_facts_get_life (const EspCaFacts *facts)
{
  if (facts->issued_life > 0)
    return facts->issued_life;
  if (facts->ca->usage_mode == ESP_USAGE_SHORT_LIVED_CERTIFICATE)
    return SHORT_LIFE;
  return facts->ca->path_length == 0 ? END_ENTITY_LIFE : SUBORDINATE_LIFE;
}

/* Less is left than @quarters of the life of what it issues, and not less than @least of them. */
static gboolean
has_left (Judgement *judgement, int quarters, int least)
{
  const EspCa *ca = judgement->facts->ca;
  gint64 life = esp_ca_facts_get_life (judgement->facts);
  gint64 left = ca->not_after - judgement->now;

  if (judgement->shown != ESP_CA_ACTIVE || left * 4 >= life * quarters || left * 4 < life * least)
    return FALSE;
  say_number (judgement, "days", left / DAY);
  say_number (judgement, "life", MAX (life / DAY, 1));
  return holds_from (judgement, ca->not_after, "end");
}

static gboolean
is_expired (Judgement *judgement)
{
  return judgement->shown == ESP_CA_EXPIRED &&
         holds_from (judgement, judgement->facts->ca->not_after, "end");
}

static gboolean
ends_at_once (Judgement *judgement)
{
  return has_left (judgement, 1, 0);
}

static gboolean
cuts_short (Judgement *judgement)
{
  return has_left (judgement, 4, 1);
}

static gboolean
ends_soon (Judgement *judgement)
{
  return has_left (judgement, 8, 4);
}

static gboolean
is_outlived (Judgement *judgement)
{
  const EspCaFacts *facts = judgement->facts;

  if (!works (judgement) || facts->issued_until <= facts->ca->not_after)
    return FALSE;
  say_date (judgement, "until", facts->issued_until);
  return holds_from (judgement, facts->ca->not_after, "end");
}

/* --- Its parent --------------------------------------------------------------------------------*/

static gboolean
has_living_parent (const Judgement *judgement)
{
  return works (judgement) && judgement->facts->parent && judgement->facts->parent->not_after;
}

static gboolean
has_expired_parent (Judgement *judgement)
{
  const EspCa *parent = judgement->facts->parent;

  if (!has_living_parent (judgement) || parent->not_after >= judgement->now)
    return FALSE;
  say (judgement, "parent", parent->label);
  return holds_from (judgement, parent->not_after, "end");
}

static gboolean
outlives_parent (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca, *parent = judgement->facts->parent;

  if (!has_living_parent (judgement) || parent->not_after < judgement->now ||
      ca->not_after <= parent->not_after)
    return FALSE;
  say (judgement, "parent", parent->label);
  say_date (judgement, "own", ca->not_after);
  return holds_from (judgement, parent->not_after, "end");
}

static gboolean
ends_as_parent (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca, *parent = judgement->facts->parent;

  if (!has_living_parent (judgement) || parent->not_after < judgement->now ||
      ca->not_after != parent->not_after)
    return FALSE;
  say (judgement, "parent", parent->label);
  return holds_from (judgement, parent->not_after, "end");
}

/* --- Revocation --------------------------------------------------------------------------------*/

static gboolean
has_overdue_list (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return esp_revocation_crl_health (ca, judgement->now) == ESP_REVOCATION_OVERDUE &&
         holds_from (judgement, ca->published.crl_next_update, "end");
}

static gboolean
has_due_list (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  if (esp_revocation_crl_health (ca, judgement->now) != ESP_REVOCATION_DUE)
    return FALSE;
  judgement->due = ca->published.crl_next_update;
  return TRUE;
}

static gboolean
has_overdue_answers (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return esp_revocation_ocsp_health (ca, judgement->now) == ESP_REVOCATION_OVERDUE &&
         holds_from (judgement, ca->published.ocsp_next_update, "end");
}

static gboolean
has_due_answers (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  if (esp_revocation_ocsp_health (ca, judgement->now) != ESP_REVOCATION_DUE)
    return FALSE;
  judgement->due = ca->published.ocsp_next_update;
  return TRUE;
}

/* With a life of days, the end of a certificate comes as soon as a list would. */
static gboolean
has_no_revocation (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return works (judgement) && ca->usage_mode != ESP_USAGE_SHORT_LIVED_CERTIFICATE &&
         !ca->revocation.crl_enabled && !ca->revocation.ocsp_enabled;
}

static gboolean
has_no_place (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;
  g_autofree char *url = esp_revocation_crl_url (&ca->revocation, ca->id);

  return works (judgement) && ca->revocation.crl_enabled && !ca->revocation.crl_omitted && !url &&
         !ca->revocation.ocsp_enabled;
}

static gboolean
shares_place (Judgement *judgement)
{
  const EspCaFacts *facts = judgement->facts;
  g_autofree char *url = esp_revocation_crl_url (&facts->ca->revocation, facts->ca->id);

  if (!works (judgement) || !facts->shares_list || !url)
    return FALSE;
  say (judgement, "other", facts->shares_list->label);
  say (judgement, "url", url);
  return TRUE;
}

/* --- The rest of its life ----------------------------------------------------------------------*/

static gboolean
is_deletion_near (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return judgement->shown == ESP_CA_DELETED && !ca->key_destroyed_at &&
         ca->restorable_until > judgement->now &&
         ca->restorable_until <= judgement->now + ESP_FINDING_DELETION_DAYS * DAY &&
         holds_from (judgement, ca->restorable_until, "end");
}

static gboolean
outstays_deletion (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return judgement->shown == ESP_CA_DELETED && !ca->key_destroyed_at &&
         ca->restorable_until <= judgement->now &&
         holds_from (judgement, ca->restorable_until, "end");
}

static gboolean
waits_long (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;
  gint64 days = (judgement->now - ca->created_at) / DAY;

  if (judgement->shown != ESP_CA_PENDING_CERTIFICATE || days <= ESP_FINDING_PENDING_DAYS)
    return FALSE;
  say_number (judgement, "days", days);
  return TRUE;
}

/* A root with authorities below signs seldom, and should. */
static gboolean
is_unused (Judgement *judgement)
{
  const EspCaFacts *facts = judgement->facts;
  gint64 since = MAX (facts->last_issued_at, facts->ca->created_at);
  gint64 days = (judgement->now - since) / DAY;

  if (judgement->shown != ESP_CA_ACTIVE || days <= ESP_FINDING_UNUSED_DAYS || facts->n_children > 0)
    return FALSE;
  say_number (judgement, "days", days);
  return TRUE;
}

static gboolean
is_replaced (Judgement *judgement)
{
  return judgement->shown == ESP_CA_ACTIVE && judgement->facts->ca->successor;
}

static gboolean
has_failed (Judgement *judgement)
{
  return judgement->shown == ESP_CA_FAILED;
}

/* --- Its certificate ---------------------------------------------------------------------------*/

static gboolean
has_weak_key (Judgement *judgement)
{
  const EspCaFacts *facts = judgement->facts;

  if (!works (judgement) || facts->key_strength == 0 || facts->key_strength >= STRONG_BITS ||
      facts->ca->not_after <= WEAK_UNTIL)
    return FALSE;
  say (judgement, "algorithm", facts->ca->key_algorithm);
  say_number (judgement, "bits", facts->key_strength);
  say_date (judgement, "own", facts->ca->not_after);
  return holds_from (judgement, WEAK_UNTIL, "end");
}

static gboolean
has_no_path_length (Judgement *judgement)
{
  const EspCa *ca = judgement->facts->ca;

  return works (judgement) && ca->type == ESP_CA_SUBORDINATE && ca->path_length < 0;
}

/* Who trusts a root takes its name and key; many take nothing else of its certificate. */
static gboolean
constrains_as_root (Judgement *judgement)
{
  const EspCaFacts *facts = judgement->facts;

  return works (judgement) && facts->ca->type == ESP_CA_ROOT && facts->name_constraints &&
         (facts->n_children == 0 || facts->n_constrained < facts->n_children);
}

/* --- The table ---------------------------------------------------------------------------------*/

typedef struct
{
  const char *id;
  EspFindingSeverity severity;
  Condition holds;
  const char *text;
} Row;

static const Row rows[] = {
  { "EXPIRED", ESP_FINDING_ALERT, is_expired,
    N_ ("its certificate ended on {end}; renew it, or delete the authority") },
  { "CERTIFICATE_ENDS", ESP_FINDING_ALERT, ends_at_once,
    N_ (
      "its certificate ends on {end}, in {days} days, and what it issues lives {life} days; renew "
      "it now") },
  { "CERTIFICATE_CUTS_SHORT", ESP_FINDING_WARNING, cuts_short,
    N_ (
      "its certificate ends on {end}, in {days} days: what it issues can't live its {life} days any "
      "more; renew it") },
  { "CERTIFICATE_ENDS_SOON", ESP_FINDING_NOTE, ends_soon,
    N_ ("its certificate ends on {end}, in {days} days, less than twice the {life} days of what it "
        "issues; plan its renewal") },
  { "OUTLIVED", ESP_FINDING_WARNING, is_outlived,
    N_ ("it ends on {end}, and certificates that it issued are good until {until}; reissue it") },
  { "PARENT_EXPIRED", ESP_FINDING_ALERT, has_expired_parent,
    N_ ("its parent {parent} ended on {end}, so no path to it is good; renew the parent") },
  { "OUTLIVES_PARENT", ESP_FINDING_WARNING, outlives_parent,
    N_ ("it is good until {own}, but its parent {parent} ends on {end}; renew the parent before") },
  { "ENDS_AS_PARENT", ESP_FINDING_NOTE, ends_as_parent,
    N_ ("it ends on {end} together with its parent {parent}; renew the parent first") },
  { "CRL_OVERDUE", ESP_FINDING_ALERT, has_overdue_list,
    N_ ("its revocation list was good until {end} and verifiers refuse it; publish a new one") },
  { "CRL_DUE", ESP_FINDING_WARNING, has_due_list,
    N_ ("its revocation list lacks a revocation, was never signed, or has passed half of its time; "
        "publish a new one") },
  { "OCSP_OVERDUE", ESP_FINDING_ALERT, has_overdue_answers,
    N_ ("its published OCSP answers were good until {end} and verifiers refuse them; publish new "
        "ones") },
  { "OCSP_DUE", ESP_FINDING_WARNING, has_due_answers,
    N_ ("its published OCSP answers are from before the newest revocation; publish new ones") },
  { "NO_REVOCATION", ESP_FINDING_WARNING, has_no_revocation,
    N_ (
      "neither revocation lists nor OCSP are on, so no verifier can learn of a revocation; switch "
      "one of them on") },
  { "NO_CRL_PLACE", ESP_FINDING_NOTE, has_no_place,
    N_ ("certificates do not say where its revocation list is; give the list an address") },
  { "CRL_PLACE_SHARED", ESP_FINDING_ALERT, shares_place,
    N_ ("its revocation list would be at {url}, where that of {other} is; give each its own "
        "address") },
  { "DELETION_ENDS", ESP_FINDING_ALERT, is_deletion_near,
    N_ ("it is deleted, and on {end} its key is destroyed; restore it before, if it is needed") },
  { "KEY_NOT_DESTROYED", ESP_FINDING_ALERT, outstays_deletion,
    N_ (
      "its deletion took effect on {end}, but its key is still there; sign in as somebody who may "
      "delete it") },
  { "PENDING", ESP_FINDING_WARNING, waits_long,
    N_ ("it has waited {days} days for its certificate; import it, or delete the authority") },
  { "UNUSED", ESP_FINDING_NOTE, is_unused,
    N_ ("it has issued nothing for {days} days; disable it if nobody needs it") },
  { "REPLACED", ESP_FINDING_NOTE, is_replaced,
    N_ ("it was replaced and still issues; disable it when the new one is in use") },
  { "FAILED", ESP_FINDING_NOTE, has_failed, N_ ("it could not be made; delete it") },
  { "KEY_WEAK", ESP_FINDING_WARNING, has_weak_key,
    N_ (
      "its {algorithm} key has {bits} bits of strength, which is acceptable until {end}, and it is "
      "good until {own}; replace it by one with a stronger key") },
  { "NO_PATH_LENGTH", ESP_FINDING_WARNING, has_no_path_length,
    N_ (
      "its certificate sets no path length, so nothing limits the authorities below it; reissue it "
      "with one") },
  { "CONSTRAINTS_ON_ROOT", ESP_FINDING_WARNING, constrains_as_root,
    N_ ("the name constraints stand in the root alone, where Java and others do not look; put them "
        "into the authorities below it") },
};

static const char *const severity_names[] = {
  [ESP_FINDING_ALERT] = "ALERT",
  [ESP_FINDING_WARNING] = "WARNING",
  [ESP_FINDING_NOTE] = "NOTE",
};

const char *
esp_finding_severity_to_string (EspFindingSeverity severity)
{
  return severity_names[severity];
}

const char *
esp_ca_finding_get_text (const char *id)
{
  for (gsize i = 0; id && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].id, id))
      return rows[i].text;
  return esp_certificate_finding_get_text (id);
}

char *
esp_ca_finding_to_text (const EspCaFinding *finding)
{
  return esp_text_fill (esp_ca_finding_get_text (finding->id),
                        (const char *const *) finding->arguments);
}

void
esp_ca_finding_free (EspCaFinding *finding)
{
  if (!finding)
    return;
  g_strfreev (finding->arguments);
  g_free (finding);
}

int
esp_ca_finding_compare (gconstpointer a, gconstpointer b)
{
  const EspCaFinding *first = *(const EspCaFinding *const *) a;
  const EspCaFinding *second = *(const EspCaFinding *const *) b;
  gint64 first_due = first->due ? first->due : G_MAXINT64;
  gint64 second_due = second->due ? second->due : G_MAXINT64;

  if (first->severity != second->severity)
    return first->severity < second->severity ? -1 : 1;
  return first_due < second_due ? -1 : first_due > second_due;
}

static EspCaFinding *
judge (const Row *row, const EspCaFacts *facts, gint64 now)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  Judgement judgement = { facts, esp_ca_get_status (facts->ca, now), now, 0, arguments };
  EspCaFinding *finding;

  if (!row->holds (&judgement))
    return NULL;
  g_ptr_array_add (arguments, NULL);
  finding = g_new0 (EspCaFinding, 1);
  finding->id = row->id;
  finding->severity = row->severity;
  finding->due = judgement.due;
  finding->arguments = (char **) g_ptr_array_steal (arguments, NULL);
  return finding;
}

GPtrArray *
esp_ca_findings (const EspCaFacts *facts, gint64 now)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_finding_free);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      EspCaFinding *finding = judge (&rows[i], facts, now);

      if (finding)
        g_ptr_array_add (findings, finding);
    }
  g_ptr_array_sort (findings, esp_ca_finding_compare);
  return findings;
}
