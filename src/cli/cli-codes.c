/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of the service and of the engine, and the words that people read in their place. */
#include "cli-output.h"

#include <glib/gi18n.h>

static const struct
{
  const char *code;
  const char *word;
} words[] = {
  { "ERROR", N_ ("error") },
  { "WARNING", N_ ("warning") },
  { "Template", N_ ("the template") },
  { "Api", N_ ("the passthrough") },
  { "Csr", N_ ("the request") },
  { "CaConfiguration", N_ ("the authority's configuration") },
  { "Issuer", N_ ("the issuer's certificate") },
  { "SubjectKey", N_ ("the key") },
  { "CREATING", N_ ("creating") },
  { "PENDING_CERTIFICATE", N_ ("waits for its certificate") },
  { "ACTIVE", N_ ("active") },
  { "DISABLED", N_ ("disabled") },
  { "EXPIRED", N_ ("expired") },
  { "OFF", N_ ("off") },
  { "CURRENT", N_ ("current") },
  { "DUE", N_ ("due") },
  { "OVERDUE", N_ ("overdue") },
  { "DELETED", N_ ("deleted") },
  { "FAILED", N_ ("failed") },
  { "VALID", N_ ("valid") },
  { "REVOKED", N_ ("revoked") },
  { "ALLOWED", N_ ("allowed") },
  { "DENIED", N_ ("denied") },
  { "ROOT", N_ ("root") },
  { "SUBORDINATE", N_ ("subordinate") },
  { "END_ENTITY", N_ ("end entity") },
  { "PERSON", N_ ("person") },
  { "SERVICE", N_ ("service") },
  { "INVITED", N_ ("invited") },
  { "SUSPENDED", N_ ("suspended") },
  { "ACCOUNT", N_ ("its account") },
  { "ORGANIZATION", N_ ("all accounts") },
  { "ALERT", N_ ("alert") },
  { "WARNING", N_ ("warning") },
  { "NOTE", N_ ("note") },
  { "GOOD", N_ ("good") },
  { "BAD", N_ ("bad") },
  { "CANNOT_TELL", N_ ("cannot tell") },
  { "NOT_CHECKED", N_ ("not checked") },
  { "TARGET", N_ ("the certificate") },
  { "INTERMEDIATE", N_ ("below what is trusted") },
  { "ANCHOR", N_ ("trusted") },
  { "NAME", N_ ("names") },
  { "SIGNATURE", N_ ("signature") },
  { "VALIDITY", N_ ("validity") },
  { "BASIC_CONSTRAINTS", N_ ("basic constraints") },
  { "PATH_LENGTH", N_ ("path length") },
  { "KEY_USAGE", N_ ("key usage") },
  { "EXTENDED_KEY_USAGE", N_ ("extended key usage") },
  { "NAME_CONSTRAINTS", N_ ("name constraints") },
  { "POLICIES", N_ ("policies") },
  { "REVOCATION", N_ ("revocation") },
  { "PROFILE", N_ ("profile") },
  { "IDENTITY", N_ ("identity") },
  { "SECOND_OPINION", N_ ("second opinion") },
  { "1.3.6.1.5.5.7.3.1", N_ ("TLS server") },
  { "1.3.6.1.5.5.7.3.2", N_ ("TLS client") },
  { "1.3.6.1.5.5.7.3.3", N_ ("code signing") },
  { "1.3.6.1.5.5.7.3.9", N_ ("OCSP signing") },
  { "ENROLLED", N_ ("waits for confirmation") },
  { "RECOVERY", N_ ("recovery identity") },
  { "ALLOW", N_ ("allow") },
  { "DENY", N_ ("deny") },
  { "EXPLICIT_DENY", N_ ("deny: a statement denies it") },
  { "IMPLICIT_DENY", N_ ("deny: nothing allows it") },
  { "GUARDRAIL", N_ ("guardrail") },
  { "RESOURCE", N_ ("share") },
  { "APPLIES", N_ ("applies") },
  { "OTHER_PRINCIPAL", N_ ("another principal") },
  { "OTHER_ACTION", N_ ("another action") },
  { "OTHER_RESOURCE", N_ ("another resource") },
  { "CONDITION", N_ ("a condition is not met") },
  { "unknown-action", N_ ("there is no such action") },
  { "inactive", N_ ("the principal is not active") },
  { "guardrail", N_ ("a guardrail does not let it through") },
  { "share", N_ ("no share gives it") },
  { "identity-policy", N_ ("no policy of the role allows it") },
  { "PENDING", N_ ("pending") },
  { "REJECTED", N_ ("rejected") },
  { "LEFT", N_ ("left") },
  { "REQUEST", N_ ("by request") },
  { "HERE", N_ ("here") },
  { "OWNER", N_ ("given") },
  { "CONSUMER", N_ ("received") },
  { "WAITING", N_ ("waiting") },
  { "APPROVED", N_ ("approved") },
  { "DONE", N_ ("done") },
  { "REFUSED", N_ ("refused") },
  { "WITHDRAWN", N_ ("withdrawn") },
  { "SIGNED", N_ ("signed") },
  { "OWN_REQUEST", N_ ("you requested it yourself") },
  { "NOT_AN_APPROVER", N_ ("you are no approver of this authority") },
  { "NOT_ALLOWED", N_ ("no policy of your role allows it") },
  { "REQUESTED_DISABLE", N_ ("you requested that it be disabled") },
  { "OVER", N_ ("it is decided") },
  { "NO_SECOND_PERSON", N_ ("there is no second person who may approve") },
};

const char *
cli_word (const char *code)
{
  if (!code)
    return "";
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].code, code))
      return _ (words[i].word);
  return code;
}
