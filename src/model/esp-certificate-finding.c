/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conditions of the findings of esp-certificate-finding-reasons.h. What the lint knows already
 * is asked of it: a condition then only adds the values. What the lint finds beyond the table is
 * told in its own words. */
#include "esp-certificate-finding.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "pki/esp-certificate-facts.h"
#include "pki/esp-lint.h"

#include <string.h>

#define DAY ESP_TIME_DAY
/* A week, with an hour before now: so short a life needs no revocation (service, section 3.2). */
#define SHORT_LIFE (8 * DAY)
#define SERIAL_BITS 64

/* One certificate on its way through the table. */
typedef struct
{
  const EspCertificateFacts *facts;
  EspCertificate *certificate;
  EspCertificate *issuer; /* NULL: a root, or not known */
  gboolean self_signed;
  gboolean ca;
  GPtrArray *broken; /* EspLintFinding */
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

static void
say_bytes (Judgement *judgement, const char *name, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  g_autofree char *text = esp_hex_encode (data, len);

  say (judgement, name, text);
}

static const char *
label_of (EspCertificate *certificate)
{
  return esp_name_get_text (esp_certificate_get_subject (certificate));
}

static gboolean
breaks (const Judgement *judgement, const char *rule)
{
  for (guint i = 0; i < judgement->broken->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (judgement->broken, i);

      if (strcmp (finding->id, rule) == 0)
        return TRUE;
    }
  return FALSE;
}

/* --- Path length -------------------------------------------------------------------------------*/

static int
get_room (Judgement *judgement, EspCertificate **limiting, int *limit)
{
  return judgement->facts->chain ? esp_chain_get_room (judgement->facts->chain, limiting, limit) :
                                   ESP_CHAIN_UNLIMITED;
}

static void
say_path_length (Judgement *judgement, EspCertificate *limiting, int limit)
{
  int own = esp_certificate_get_path_length (judgement->certificate);

  say (judgement, "authority", label_of (limiting));
  say_number (judgement, "limit", limit);
  if (own == ESP_PATH_LENGTH_NONE)
    say (judgement, "own", "-");
  else
    say_number (judgement, "own", own);
}

static gboolean
breaks_path_length (Judgement *judgement)
{
  EspCertificate *limiting = NULL;
  int limit = 0;

  if (!judgement->ca || get_room (judgement, &limiting, &limit) >= 0)
    return FALSE;
  /* One that is there a second time under its own name does not count (RFC 5280, 6.1.4 (l)). */
  if (esp_certificate_is_self_issued (judgement->certificate) &&
      get_room (judgement, NULL, NULL) == -1)
    return FALSE;
  say_path_length (judgement, limiting, limit);
  return TRUE;
}

static gboolean
exceeds_path_length (Judgement *judgement)
{
  EspCertificate *limiting = NULL;
  int limit = 0, room = get_room (judgement, &limiting, &limit);

  if (judgement->ca || room >= -1)
    return FALSE;
  say (judgement, "authority", label_of (limiting));
  say_number (judgement, "limit", limit);
  say_number (judgement, "count", limit - room - 1);
  return TRUE;
}

static gboolean
widens_path_length (Judgement *judgement)
{
  EspCertificate *limiting = NULL;
  int limit = 0, room = get_room (judgement, &limiting, &limit);
  int own = esp_certificate_get_path_length (judgement->certificate);

  if (!judgement->ca || room == ESP_CHAIN_UNLIMITED || room < 0 ||
      esp_certificate_is_self_issued (judgement->certificate))
    return FALSE;
  if (own != ESP_PATH_LENGTH_NONE && own <= room)
    return FALSE;
  say_path_length (judgement, limiting, limit);
  say_number (judgement, "room", room);
  return TRUE;
}

/* --- Purposes ----------------------------------------------------------------------------------*/

static gboolean
loses (Judgement *judgement, gboolean all)
{
  g_auto (EspLostPurposes) lost = { 0 };

  if (!judgement->facts->chain ||
      !esp_chain_find_lost_purposes (judgement->facts->chain, judgement->certificate, &lost) ||
      lost.all != all)
    return FALSE;
  say (judgement, "own", lost.own);
  say (judgement, "lost", lost.lost);
  say (judgement, "allowed", lost.allowed);
  say (judgement, "authority", label_of (lost.authority));
  return TRUE;
}

static gboolean
loses_all_purposes (Judgement *judgement)
{
  return loses (judgement, TRUE);
}

static gboolean
loses_purposes (Judgement *judgement)
{
  return loses (judgement, FALSE);
}

/* --- Names -------------------------------------------------------------------------------------*/

/* The limits do not concern an authority that has its issuer's own name (RFC 5280, 6.1.3 (b)). */
static gboolean
has_forbidden_name (Judgement *judgement, EspNameFault fault)
{
  g_auto (EspForbiddenName) found = { 0 };

  if (!judgement->facts->chain ||
      (judgement->ca && esp_certificate_is_self_issued (judgement->certificate)) ||
      !esp_chain_find_forbidden_name (judgement->facts->chain, judgement->certificate, &found) ||
      found.fault != fault)
    return FALSE;
  say (judgement, "name", found.name);
  say (judgement, "authority", found.authority);
  say (judgement, "subtree", found.subtree);
  return TRUE;
}

static gboolean
has_name_outside (Judgement *judgement)
{
  return has_forbidden_name (judgement, ESP_NAME_NOT_PERMITTED);
}

static gboolean
has_name_excluded (Judgement *judgement)
{
  return has_forbidden_name (judgement, ESP_NAME_EXCLUDED);
}

static gboolean
has_name_not_compared (Judgement *judgement)
{
  return has_forbidden_name (judgement, ESP_NAME_NOT_COMPARED);
}

static gboolean
lacks_server_name (Judgement *judgement)
{
  const char *label = esp_name_get_label (esp_certificate_get_subject (judgement->certificate));

  if (judgement->ca || esp_certificate_get_alternative_names (judgement->certificate)[0] ||
      !esp_certificate_is_for_servers (judgement->certificate))
    return FALSE;
  say (judgement, "name", label ? label : "-");
  return TRUE;
}

/* --- The authority above -----------------------------------------------------------------------*/

static gboolean
lacks_issuer (Judgement *judgement)
{
  if (judgement->issuer || judgement->self_signed)
    return FALSE;
  say (judgement, "issuer",
       esp_name_get_text (esp_certificate_get_issuer (judgement->certificate)));
  return TRUE;
}

static gboolean
breaks_under_issuer (Judgement *judgement, const char *rule)
{
  if (!judgement->issuer || !breaks (judgement, rule))
    return FALSE;
  say (judgement, "authority", label_of (judgement->issuer));
  return TRUE;
}

static gboolean
has_no_authority_above (Judgement *judgement)
{
  return breaks_under_issuer (judgement, "issuer-not-ca");
}

static gboolean
has_issuer_without_cert_sign (Judgement *judgement)
{
  return breaks_under_issuer (judgement, "issuer-key-usage");
}

static gboolean
say_ends (Judgement *judgement)
{
  gint64 end = esp_certificate_get_not_after (judgement->issuer);

  say (judgement, "authority", label_of (judgement->issuer));
  say_date (judgement, "end", end);
  say_date (judgement, "own", esp_certificate_get_not_after (judgement->certificate));
  judgement->due = end;
  return TRUE;
}

/* Of what has ended itself, is revoked or replaced, nobody waits for a path. */
static gboolean
is_alive (const Judgement *judgement)
{
  return !judgement->facts->ended &&
         esp_certificate_get_not_after (judgement->certificate) >= judgement->now;
}

static gboolean
has_expired_issuer (Judgement *judgement)
{
  if (judgement->facts->recorded || !judgement->issuer || !is_alive (judgement) ||
      esp_certificate_get_not_after (judgement->issuer) >= judgement->now)
    return FALSE;
  return say_ends (judgement);
}

static gboolean
outlives_issuer (Judgement *judgement)
{
  if (judgement->facts->recorded || !judgement->issuer || !is_alive (judgement) ||
      !breaks (judgement, "issuer-outlived") ||
      esp_certificate_get_not_after (judgement->issuer) < judgement->now)
    return FALSE;
  return say_ends (judgement);
}

static gboolean
has_key_of_issuer (Judgement *judgement)
{
  return !esp_certificate_is_self_issued (judgement->certificate) &&
         breaks_under_issuer (judgement, "issuer-same-key");
}

/* --- Validity ----------------------------------------------------------------------------------*/

static gboolean
is_expired_authority (Judgement *judgement)
{
  gint64 end = esp_certificate_get_not_after (judgement->certificate);

  if (judgement->facts->recorded || judgement->facts->ended || !judgement->ca ||
      end >= judgement->now)
    return FALSE;
  say_date (judgement, "end", end);
  judgement->due = end;
  return TRUE;
}

static gboolean
ends_within (Judgement *judgement, gint64 limit)
{
  gint64 end = esp_certificate_get_not_after (judgement->certificate);
  gint64 life = end - esp_certificate_get_not_before (judgement->certificate);
  gint64 left = end - judgement->now;

  if (!is_alive (judgement) || left > MIN (limit * DAY, life / 3))
    return FALSE;
  say_date (judgement, "end", end);
  say_number (judgement, "days", left / DAY);
  judgement->due = end;
  return TRUE;
}

static gboolean
is_authority_ending (Judgement *judgement)
{
  return judgement->ca && !judgement->facts->recorded &&
         ends_within (judgement, ESP_FINDING_AUTHORITY_ENDS_DAYS);
}

static gboolean
is_ending (Judgement *judgement)
{
  return !judgement->ca && ends_within (judgement, ESP_FINDING_ENDS_DAYS);
}

/* --- Key identifiers ---------------------------------------------------------------------------*/

static gboolean
lacks_authority_key (Judgement *judgement)
{
  return !judgement->self_signed && breaks (judgement, "authority-key-missing");
}

static gboolean
has_wrong_authority_key (Judgement *judgement)
{
  EspCertificate *issuer = judgement->issuer ? judgement->issuer : judgement->certificate;
  GBytes *found = esp_certificate_get_subject_key_identifier (issuer);

  if ((!judgement->issuer && !judgement->self_signed) ||
      !breaks (judgement, "issuer-key-identifier"))
    return FALSE;
  say_bytes (judgement, "wanted",
             esp_certificate_get_authority_key_identifier (judgement->certificate));
  say_bytes (judgement, "found",
             found ? found : esp_key_get_identifier (esp_certificate_get_key (issuer)));
  return TRUE;
}

static gboolean
lacks_authority_subject_key (Judgement *judgement)
{
  return breaks (judgement, "ca-subject-key-missing");
}

static gboolean
lacks_subject_key (Judgement *judgement)
{
  return breaks (judgement, "subject-key-missing");
}

/* --- Revocation --------------------------------------------------------------------------------*/

static EspRevocationPlaces
get_places (Judgement *judgement)
{
  return judgement->self_signed || judgement->facts->ended ?
           ESP_REVOCATION_PLACE_NEVER :
           esp_certificate_get_revocation_places (judgement->certificate);
}

static gboolean
lacks_revocation_place (Judgement *judgement)
{
  gint64 life = esp_certificate_get_not_after (judgement->certificate) -
                esp_certificate_get_not_before (judgement->certificate);

  if (life < SHORT_LIFE || get_places (judgement) != 0)
    return FALSE;
  say_number (judgement, "days", life / DAY);
  return TRUE;
}

static gboolean
lacks_list_place (Judgement *judgement)
{
  return get_places (judgement) == ESP_REVOCATION_PLACE_OCSP;
}

static gboolean
say_list (Judgement *judgement)
{
  EspCrl *crl = judgement->facts->crl;

  say_date (judgement, "start", esp_crl_get_this_update (crl));
  if (esp_crl_get_number (crl) >= 0)
    say_number (judgement, "number", esp_crl_get_number (crl));
  else
    say (judgement, "number", "-");
  return TRUE;
}

static gboolean
has_stale_list (Judgement *judgement)
{
  EspCrl *crl = judgement->facts->crl;
  gint64 end = crl ? esp_crl_get_next_update (crl) : 0;

  if (end == 0 || end >= judgement->now || !is_alive (judgement))
    return FALSE;
  say_date (judgement, "end", end);
  judgement->due = end;
  return say_list (judgement);
}

static gboolean
has_endless_list (Judgement *judgement)
{
  EspCrl *crl = judgement->facts->crl;

  return crl && esp_crl_get_next_update (crl) == 0 && say_list (judgement);
}

static gboolean
has_unnumbered_list (Judgement *judgement)
{
  EspCrl *crl = judgement->facts->crl;

  return crl && esp_crl_get_number (crl) < 0 && say_list (judgement);
}

/* --- Serial number, key, signature -------------------------------------------------------------*/

static gint64
count_bits (const char *serial)
{
  gint64 bits = 0;

  while (*serial == '0')
    serial++;
  if (*serial)
    bits = (gint64) (strlen (serial) - 1) * 4 +
           g_bit_storage ((gulong) g_ascii_xdigit_value (*serial));
  return bits;
}

/* A root's own is told to nobody in advance. Eight bits less may be chance. */
static gboolean
has_short_serial (Judgement *judgement)
{
  const char *serial = esp_certificate_get_serial (judgement->certificate);
  gint64 bits = count_bits (serial);

  if (judgement->self_signed || serial[0] == '-' || bits > SERIAL_BITS - 8)
    return FALSE;
  say (judgement, "serial", serial);
  say_number (judgement, "bits", bits);
  return TRUE;
}

static gboolean
has_serial_of_other (Judgement *judgement)
{
  if (!judgement->facts->same_serial)
    return FALSE;
  say (judgement, "serial", esp_certificate_get_serial (judgement->certificate));
  say (judgement, "other", judgement->facts->same_serial);
  return TRUE;
}

static gboolean
has_key_of_other (Judgement *judgement)
{
  if (!judgement->facts->same_key)
    return FALSE;
  say (judgement, "other", judgement->facts->same_key);
  return TRUE;
}

static gboolean
has_small_key (Judgement *judgement)
{
  gboolean rsa = breaks (judgement, "rsa-size");

  if (!rsa && !breaks (judgement, "ec-size"))
    return FALSE;
  say (judgement, "key", esp_key_get_label (esp_certificate_get_key (judgement->certificate)));
  say (judgement, "wanted", rsa ? "RSA 2048" : "EC P-224");
  return TRUE;
}

static gboolean
has_idle_usage (Judgement *judgement)
{
  if (!breaks (judgement, "ec-key-encipherment"))
    return FALSE;
  say (judgement, "key", esp_key_get_label (esp_certificate_get_key (judgement->certificate)));
  return TRUE;
}

static gboolean
is_signed_weakly (Judgement *judgement, gboolean self_signed)
{
  if (judgement->self_signed != self_signed || !breaks (judgement, "signature-digest"))
    return FALSE;
  say (judgement, "algorithm", esp_certificate_get_signature_name (judgement->certificate));
  return TRUE;
}

static gboolean
has_weak_signature (Judgement *judgement)
{
  return is_signed_weakly (judgement, FALSE);
}

static gboolean
has_weak_own_signature (Judgement *judgement)
{
  return is_signed_weakly (judgement, TRUE);
}

static gboolean
lacks_key (Judgement *judgement)
{
  return judgement->ca && judgement->facts->key == ESP_KEY_NOT_THERE;
}

static gboolean
is_key_alone (Judgement *judgement)
{
  say (judgement, "key", esp_key_get_label (judgement->facts->lone_key));
  return TRUE;
}

/* --- What it says of itself --------------------------------------------------------------------*/

static gboolean
has_constraints_not_critical (Judgement *judgement)
{
  return breaks (judgement, "ca-constraints-not-critical");
}

static gboolean
lacks_authority_usage (Judgement *judgement)
{
  return breaks (judgement, "ca-key-usage-missing");
}

static gboolean
is_authority_without_cert_sign (Judgement *judgement)
{
  return breaks (judgement, "ca-without-cert-sign");
}

/* --- The table ---------------------------------------------------------------------------------*/

typedef struct
{
  const char *id;
  EspFindingSeverity severity;
  const char *citation;
  Condition holds;
  const char *text;
} Row;

static const Row rows[] = {
#define ESP_CERTIFICATE_FINDING(id, severity, citation, condition, text)                           \
  { #id, ESP_FINDING_##severity, citation, condition, text },
#include "esp-certificate-finding-reasons.h"
#undef ESP_CERTIFICATE_FINDING
};

/* Rules of the lint whose matter has rows above, or which only an authority of ours promises. */
static const char *const told_above[] = {
  "authority-key-missing",
  "ca-constraints-not-critical",
  "ca-key-usage-missing",
  "ca-subject-key-missing",
  "ca-without-cert-sign",
  "ec-key-encipherment",
  "ec-size",
  "issuer-key-identifier",
  "issuer-key-usage",
  "issuer-name-constraints",
  "issuer-not-ca",
  "issuer-outlived",
  "issuer-path-length",
  "issuer-same-key",
  "rsa-size",
  "signature-digest",
  "subject-key-missing",
  NULL,
};

static const Row *
find_row (const char *id)
{
  for (gsize i = 0; id && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].id, id))
      return &rows[i];
  return NULL;
}

const char *
esp_certificate_finding_get_text (const char *id)
{
  const Row *row = find_row (id);

  return row ? row->text : NULL;
}

const char *
esp_certificate_finding_get_citation (const char *id)
{
  const Row *row = find_row (id);

  return row ? row->citation : NULL;
}

const char *
esp_certificate_finding_nth (guint index)
{
  return index < G_N_ELEMENTS (rows) ? rows[index].id : NULL;
}

static void
add_finding (GPtrArray *findings, const Row *row, Judgement *judgement)
{
  EspCaFinding *finding = g_new0 (EspCaFinding, 1);

  g_ptr_array_add (judgement->arguments, NULL);
  finding->id = row->id;
  finding->severity = row->severity;
  finding->due = judgement->due;
  finding->arguments = (char **) g_ptr_array_steal (judgement->arguments, NULL);
  g_ptr_array_add (findings, finding);
}

static void
judge (GPtrArray *findings, const Row *row, Judgement *judgement)
{
  judgement->due = 0;
  if (row->holds (judgement))
    add_finding (findings, row, judgement);
}

/* Without the issuer at hand nothing that concerns it can be said. */
static gboolean
is_told (const Judgement *judgement, const EspLintFinding *broken)
{
  if (broken->severity != ESP_LINT_ERROR || g_strv_contains (told_above, broken->id))
    return TRUE;
  return !judgement->issuer && !judgement->self_signed && g_str_has_prefix (broken->id, "issuer-");
}

static void
add_rules (GPtrArray *findings, Judgement *judgement)
{
  const Row *row = find_row ("RULE_BROKEN");

  judgement->due = 0;
  for (guint i = 0; i < judgement->broken->len; i++)
    {
      const EspLintFinding *broken = g_ptr_array_index (judgement->broken, i);

      if (is_told (judgement, broken))
        continue;
      say (judgement, "sentence", broken->sentence);
      say (judgement, "rule", broken->id);
      say (judgement, "citation", broken->citation);
      add_finding (findings, row, judgement);
    }
}

static void
judge_certificate (GPtrArray *findings, Judgement *judgement)
{
  const EspCertificateFacts *facts = judgement->facts;

  judgement->certificate = facts->certificate;
  judgement->issuer = esp_chain_get_issuer (facts->chain);
  judgement->ca = esp_certificate_is_ca (facts->certificate);
  judgement->self_signed = !judgement->issuer &&
                           esp_certificate_is_self_signed (facts->certificate);
  judgement->broken = esp_lint_certificate (facts->certificate, judgement->issuer, facts->template);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].holds && rows[i].holds != is_key_alone)
      judge (findings, &rows[i], judgement);
  add_rules (findings, judgement);
  g_ptr_array_unref (judgement->broken);
}

GPtrArray *
esp_certificate_findings (const EspCertificateFacts *facts, gint64 now)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_finding_free);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  Judgement judgement = { .facts = facts, .now = now, .arguments = arguments };

  if (facts->certificate)
    judge_certificate (findings, &judgement);
  else if (facts->lone_key)
    judge (findings, find_row ("KEY_ALONE"), &judgement);
  g_ptr_array_sort (findings, esp_ca_finding_compare);
  return findings;
}
