/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings, one by one: an authority in good order has none, and each row breaks one thing. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "model/esp-ca-finding.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200) /* 2026-06-01T12:00:00Z */
#define DAY ESP_TIME_DAY
#define YEAR (365 * DAY)

/* What a row changes in the good case: numbers are relative to NOW where they are times. */
typedef struct
{
  EspCa *ca;
  EspCa *parent;
  EspCaFacts facts;
} Case;

typedef void (*Change) (Case *changed);

static void
case_init (Case *good)
{
  memset (good, 0, sizeof *good);
  good->parent = esp_ca_new ();
  good->parent->label = g_strdup ("Root");
  good->parent->state = ESP_CA_ACTIVE;
  good->parent->not_after = NOW + 10 * YEAR;
  good->ca = esp_ca_new ();
  good->ca->id = g_strdup ("cccccccc-0000-4000-8000-000000000001");
  good->ca->label = g_strdup ("Issuer");
  good->ca->type = ESP_CA_SUBORDINATE;
  good->ca->state = ESP_CA_ACTIVE;
  good->ca->path_length = 0;
  good->ca->key_algorithm = g_strdup ("EC_prime256v1");
  good->ca->created_at = NOW - 10 * DAY;
  good->ca->not_before = NOW - 10 * DAY;
  good->ca->not_after = NOW + 4 * YEAR;
  good->ca->revocation.crl_enabled = TRUE;
  good->ca->revocation.crl_days = 7;
  good->ca->revocation.crl_url = g_strdup ("http://pki.example/issuer.crl");
  good->ca->published.known = TRUE;
  good->ca->published.crl_next_update = NOW + 6 * DAY;
  good->ca->published.crl_renew_at = NOW + 3 * DAY;
  good->facts.ca = good->ca;
  good->facts.parent = good->parent;
  good->facts.key_strength = 128;
  good->facts.last_issued_at = NOW - DAY;
  good->facts.issued_life = YEAR;
  good->facts.issued_until = NOW + YEAR;
}

static void
case_clear (Case *used)
{
  esp_ca_free (used->ca);
  esp_ca_free (used->parent);
}

#define CHANGE(name, ...)                                                                          \
  static void name (Case *c)                                                                       \
  {                                                                                                \
    __VA_ARGS__;                                                                                   \
  }

CHANGE (expired, c->ca->not_after = NOW - 1; c->facts.issued_until = NOW - 1)
CHANGE (at_once, c->ca->not_after = NOW + 91 * DAY; c->facts.issued_until = NOW + 90 * DAY)
CHANGE (not_at_once, c->ca->not_after = NOW + 92 * DAY; c->facts.issued_until = NOW + 90 * DAY)
CHANGE (cut_short, c->ca->not_after = NOW + YEAR - 1; c->facts.issued_until = NOW + 90 * DAY)
CHANGE (soon, c->ca->not_after = NOW + YEAR; c->facts.issued_until = NOW + 90 * DAY)
CHANGE (not_soon, c->ca->not_after = NOW + 2 * YEAR)
CHANGE (short_lived, c->facts.issued_life = 7 * DAY; c->ca->not_after = NOW + 15 * DAY;
        c->facts.issued_until = NOW + 7 * DAY)
CHANGE (short_lived_soon, c->facts.issued_life = 7 * DAY; c->ca->not_after = NOW + 10 * DAY;
        c->facts.issued_until = NOW + 7 * DAY)
CHANGE (for_authorities, c->facts.issued_life = 0; c->facts.issued_until = 0;
        c->ca->path_length = 1)
CHANGE (outlived, c->facts.issued_until = c->ca->not_after + 1)
CHANGE (as_long, c->facts.issued_until = c->ca->not_after)
CHANGE (parent_expired, c->parent->not_after = NOW - 1)
CHANGE (outlives, c->parent->not_after = c->ca->not_after - 1)
CHANGE (same_end, c->parent->not_after = c->ca->not_after)
CHANGE (overdue, c->ca->published.crl_next_update = NOW - 1)
CHANGE (due, c->ca->published.crl_renew_at = NOW - 1)
CHANGE (incomplete, c->ca->published.incomplete = TRUE)
CHANGE (crl_off, c->ca->revocation.crl_enabled = FALSE)
CHANGE (crl_off_short, c->ca->revocation.crl_enabled = FALSE;
        c->ca->usage_mode = ESP_USAGE_SHORT_LIVED_CERTIFICATE)
CHANGE (crl_off_ocsp, c->ca->revocation.crl_enabled = FALSE; c->ca->revocation.ocsp_enabled = TRUE)
CHANGE (ocsp_overdue, c->ca->revocation.ocsp_enabled = TRUE;
        c->ca->published.ocsp_next_update = NOW - 1)
CHANGE (ocsp_due, c->ca->revocation.ocsp_enabled = TRUE;
        c->ca->published.ocsp_next_update = NOW + DAY;
        c->ca->published.published_at = NOW - DAY;
        c->ca->published.last_revoked_at = NOW - 1)
CHANGE (no_place, g_clear_pointer (&c->ca->revocation.crl_url, g_free))
CHANGE (place_omitted, g_clear_pointer (&c->ca->revocation.crl_url, g_free);
        c->ca->revocation.crl_omitted = TRUE)
CHANGE (shared, c->facts.shares_list = c->parent)
CHANGE (deletion_near, c->ca->state = ESP_CA_DELETED; c->ca->restorable_until = NOW + 7 * DAY)
CHANGE (deletion_far, c->ca->state = ESP_CA_DELETED; c->ca->restorable_until = NOW + 8 * DAY)
CHANGE (key_left, c->ca->state = ESP_CA_DELETED; c->ca->restorable_until = NOW)
CHANGE (key_gone, c->ca->state = ESP_CA_DELETED; c->ca->restorable_until = NOW - DAY;
        c->ca->key_destroyed_at = NOW)
CHANGE (pending, c->ca->state = ESP_CA_PENDING_CERTIFICATE; c->ca->not_after = 0;
        c->ca->created_at = NOW - 31 * DAY)
CHANGE (pending_new, c->ca->state = ESP_CA_PENDING_CERTIFICATE; c->ca->not_after = 0)
CHANGE (unused, c->facts.last_issued_at = NOW - 91 * DAY; c->ca->created_at = NOW - 200 * DAY)
CHANGE (never_used, c->facts.last_issued_at = 0; c->ca->created_at = NOW - 91 * DAY)
CHANGE (resting_root, c->facts.last_issued_at = NOW - 400 * DAY;
        c->ca->created_at = NOW - 500 * DAY;
        c->facts.n_children = 1)
CHANGE (replaced, c->ca->successor = g_strdup ("x"))
CHANGE (replaced_off, c->ca->successor = g_strdup ("x"); c->ca->state = ESP_CA_DISABLED)
CHANGE (failed, c->ca->state = ESP_CA_FAILED; c->ca->not_after = 0)
CHANGE (weak, c->facts.key_strength = 112; c->ca->not_after = NOW + 5 * YEAR)
CHANGE (weak_but_short, c->facts.key_strength = 112)
CHANGE (no_length, c->ca->path_length = -1)
CHANGE (root_no_length, c->ca->path_length = -1; c->ca->type = ESP_CA_ROOT; c->facts.parent = NULL)
CHANGE (constrained_root, c->ca->type = ESP_CA_ROOT; c->facts.parent = NULL;
        c->facts.name_constraints = TRUE;
        c->facts.n_children = 2;
        c->facts.n_constrained = 1)
CHANGE (constrained_all, c->ca->type = ESP_CA_ROOT; c->facts.parent = NULL;
        c->facts.name_constraints = TRUE;
        c->facts.n_children = 2;
        c->facts.n_constrained = 2)
CHANGE (constrained_below, c->facts.name_constraints = TRUE)
CHANGE (nothing, (void) c)

static const struct
{
  const char *label;
  Change change;
  const char *id; /* NULL: nothing found */
  EspFindingSeverity severity;
} rows[] = {
  { "in good order", nothing, NULL, 0 },
  { "expired", expired, "EXPIRED", ESP_FINDING_ALERT },
  { "less than a quarter of the life", at_once, "CERTIFICATE_ENDS", ESP_FINDING_ALERT },
  { "a quarter", not_at_once, "CERTIFICATE_CUTS_SHORT", ESP_FINDING_WARNING },
  { "less than the life", cut_short, "CERTIFICATE_CUTS_SHORT", ESP_FINDING_WARNING },
  { "the life", soon, "CERTIFICATE_ENDS_SOON", ESP_FINDING_NOTE },
  { "twice the life", not_soon, NULL, 0 },
  { "twice a short life", short_lived, NULL, 0 },
  { "less than twice a short life", short_lived_soon, "CERTIFICATE_ENDS_SOON", ESP_FINDING_NOTE },
  { "issues authorities", for_authorities, "CERTIFICATE_ENDS_SOON", ESP_FINDING_NOTE },
  { "outlived by what it issued", outlived, "OUTLIVED", ESP_FINDING_WARNING },
  { "together with what it issued", as_long, NULL, 0 },
  { "parent expired", parent_expired, "PARENT_EXPIRED", ESP_FINDING_ALERT },
  { "outlives its parent", outlives, "OUTLIVES_PARENT", ESP_FINDING_WARNING },
  { "ends with its parent", same_end, "ENDS_AS_PARENT", ESP_FINDING_NOTE },
  { "list overdue", overdue, "CRL_OVERDUE", ESP_FINDING_ALERT },
  { "list due", due, "CRL_DUE", ESP_FINDING_WARNING },
  { "list lacks something", incomplete, "CRL_DUE", ESP_FINDING_WARNING },
  { "no list", crl_off, "NO_REVOCATION", ESP_FINDING_WARNING },
  { "no list, short lives", crl_off_short, NULL, 0 },
  { "no list, but answers", crl_off_ocsp, NULL, 0 },
  { "answers overdue", ocsp_overdue, "OCSP_OVERDUE", ESP_FINDING_ALERT },
  { "answers older than a revocation", ocsp_due, "OCSP_DUE", ESP_FINDING_WARNING },
  { "a list without a place", no_place, "NO_CRL_PLACE", ESP_FINDING_NOTE },
  { "a place left out on purpose", place_omitted, NULL, 0 },
  { "two lists in one place", shared, "CRL_PLACE_SHARED", ESP_FINDING_ALERT },
  { "deletion within a week", deletion_near, "DELETION_ENDS", ESP_FINDING_ALERT },
  { "deletion later", deletion_far, NULL, 0 },
  { "key still there", key_left, "KEY_NOT_DESTROYED", ESP_FINDING_ALERT },
  { "key gone", key_gone, NULL, 0 },
  { "waits for long", pending, "PENDING", ESP_FINDING_WARNING },
  { "waits", pending_new, NULL, 0 },
  { "unused", unused, "UNUSED", ESP_FINDING_NOTE },
  { "never used", never_used, "UNUSED", ESP_FINDING_NOTE },
  { "rests with authorities below", resting_root, NULL, 0 },
  { "replaced", replaced, "REPLACED", ESP_FINDING_NOTE },
  { "replaced and off", replaced_off, NULL, 0 },
  { "failed", failed, "FAILED", ESP_FINDING_NOTE },
  { "weak beyond 2030", weak, "KEY_WEAK", ESP_FINDING_WARNING },
  { "weak until 2030", weak_but_short, NULL, 0 },
  { "no path length", no_length, "NO_PATH_LENGTH", ESP_FINDING_WARNING },
  { "a root without path length", root_no_length, NULL, 0 },
  { "constraints on a root alone", constrained_root, "CONSTRAINTS_ON_ROOT", ESP_FINDING_WARNING },
  { "constraints on all", constrained_all, NULL, 0 },
  { "constraints below", constrained_below, NULL, 0 },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case judged;
      g_autoptr (GPtrArray) findings = NULL;
      const EspCaFinding *first;
      g_autofree char *text = NULL;

      case_init (&judged);
      rows[i].change (&judged);
      findings = esp_ca_findings (&judged.facts, NOW);
      g_test_message ("%s: %u", rows[i].label, findings->len);
      g_assert_cmpuint (findings->len, ==, rows[i].id ? 1 : 0);
      if (rows[i].id)
        {
          first = g_ptr_array_index (findings, 0);
          text = esp_ca_finding_to_text (first);
          g_assert_cmpstr (first->id, ==, rows[i].id);
          g_assert_cmpint (first->severity, ==, rows[i].severity);
          /* Every place is filled. */
          g_assert_null (strchr (text, '{'));
          g_assert_null (strchr (text, '}'));
        }
      case_clear (&judged);
    }
}

/* Every finding of the table has a row above. */
static void
test_all_covered (void)
{
  static const char *const ids[] = {
    "EXPIRED",
    "CERTIFICATE_ENDS",
    "CERTIFICATE_CUTS_SHORT",
    "CERTIFICATE_ENDS_SOON",
    "OUTLIVED",
    "PARENT_EXPIRED",
    "OUTLIVES_PARENT",
    "ENDS_AS_PARENT",
    "CRL_OVERDUE",
    "CRL_DUE",
    "OCSP_OVERDUE",
    "OCSP_DUE",
    "NO_REVOCATION",
    "NO_CRL_PLACE",
    "CRL_PLACE_SHARED",
    "DELETION_ENDS",
    "KEY_NOT_DESTROYED",
    "PENDING",
    "UNUSED",
    "REPLACED",
    "FAILED",
    "KEY_WEAK",
    "NO_PATH_LENGTH",
    "CONSTRAINTS_ON_ROOT",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      gboolean covered = FALSE;

      g_assert_nonnull (esp_ca_finding_get_text (ids[i]));
      for (gsize j = 0; j < G_N_ELEMENTS (rows) && !covered; j++)
        covered = g_strcmp0 (rows[j].id, ids[i]) == 0;
      g_assert_true (covered);
    }
  g_assert_null (esp_ca_finding_get_text ("NOTHING"));
  g_assert_null (esp_ca_finding_get_text (NULL));
}

/* The most urgent first, then the earliest. */
static void
test_order (void)
{
  Case judged;
  g_autoptr (GPtrArray) findings = NULL;
  const EspCaFinding *first, *second, *last;
  g_autofree char *text = NULL;

  case_init (&judged);
  overdue (&judged);
  parent_expired (&judged);
  replaced (&judged);
  judged.ca->published.crl_next_update = NOW - DAY;
  findings = esp_ca_findings (&judged.facts, NOW);
  g_assert_cmpuint (findings->len, ==, 3);
  first = g_ptr_array_index (findings, 0);
  second = g_ptr_array_index (findings, 1);
  last = g_ptr_array_index (findings, 2);
  g_assert_cmpstr (first->id, ==, "CRL_OVERDUE");
  g_assert_cmpstr (second->id, ==, "PARENT_EXPIRED");
  g_assert_cmpstr (last->id, ==, "REPLACED");
  text = esp_ca_finding_to_text (first);
  g_assert_cmpstr (text, ==,
                   "its revocation list was good until 2026-05-31 and verifiers refuse it; publish "
                   "a new one");
  g_assert_cmpstr (esp_finding_severity_to_string (first->severity), ==, "ALERT");
  case_clear (&judged);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/ca-finding/rows", test_rows);
  g_test_add_func ("/model/ca-finding/all-covered", test_all_covered);
  g_test_add_func ("/model/ca-finding/order", test_order);
  return g_test_run ();
}
