/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Path validation that explains itself: every path from a certificate to what is trusted (bounded),
 * each judged by rules of our own (RFC 5280, 6, and a stricter profile for servers and clients) and
 * then by OpenSSL; a path is good when both say so. The answer per path, step and check is one of
 * three, and "cannot tell" is never taken for good.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-crl.h"

G_BEGIN_DECLS

/* The worse, the higher. */
typedef enum
{
  ESP_VERDICT_NOT_CHECKED,
  ESP_VERDICT_GOOD,
  ESP_VERDICT_CANNOT_TELL,
  ESP_VERDICT_BAD,
  ESP_N_VERDICTS
} EspVerdict;

typedef enum
{
  ESP_PATH_CHECK_NAME,
  ESP_PATH_CHECK_SIGNATURE,
  ESP_PATH_CHECK_VALIDITY,
  ESP_PATH_CHECK_BASIC_CONSTRAINTS,
  ESP_PATH_CHECK_PATH_LENGTH,
  ESP_PATH_CHECK_KEY_USAGE,
  ESP_PATH_CHECK_EXTENDED_KEY_USAGE,
  ESP_PATH_CHECK_NAME_CONSTRAINTS,
  ESP_PATH_CHECK_POLICIES,
  ESP_PATH_CHECK_REVOCATION,
  ESP_PATH_CHECK_PROFILE,
  ESP_PATH_CHECK_IDENTITY,
  ESP_PATH_CHECK_SECOND_OPINION,
  ESP_N_PATH_CHECKS
} EspPathCheck;

typedef enum
{
  ESP_PATH_REASON_NONE,
#define ESP_PATH_REASON(id, check, verdict, citation, text) ESP_PATH_REASON_##id,
#include "esp-path-reasons.h"
#undef ESP_PATH_REASON
  ESP_N_PATH_REASONS
} EspPathReason;

typedef enum
{
  ESP_PATH_ROLE_TARGET,
  ESP_PATH_ROLE_INTERMEDIATE,
  ESP_PATH_ROLE_ANCHOR,
} EspPathRole;

/* The profile that goes with SERVER and CLIENT is stricter than RFC 5280, 6; ANY is that, without keys
 * and digests that are too weak. */
typedef enum
{
  ESP_PURPOSE_ANY,
  ESP_PURPOSE_SERVER,
  ESP_PURPOSE_CLIENT,
} EspPurpose;

#define ESP_PATH_DEPTH_NONE (-1)
#define ESP_PATH_MAX_LENGTH 32       /* certificates in a path */
#define ESP_PATH_MAX_PATHS 32        /* paths in an answer */
#define ESP_PATH_MAX_CERTIFICATES 5000
#define ESP_PATH_MAX_CRLS 1000

typedef struct
{
  gint64 time;
  EspPurpose purpose;
  const char * const *names; /* host names, IP or e-mail addresses: all must fit; NULL: not asked */
  int max_depth;             /* authorities between target and anchor, self-issued ones not counted;
                              * ESP_PATH_DEPTH_NONE: no limit but that of the search */
  GPtrArray *crls;           /* EspCrl; NULL or empty: none */
  gboolean require_revocation;
  /* RFC 5280, 6.1.1 (c) to (g). */
  const char * const *policies; /* OIDs; NULL: any policy */
  gboolean require_policy;
  gboolean inhibit_mapping;
  gboolean inhibit_any_policy;
} EspValidationOptions;

typedef struct
{
  EspPathCheck check;
  EspVerdict verdict;
  EspPathReason reason;
  char *rule;           /* id of the rule of the lint that says so; NULL for all others */
  const char *citation; /* or NULL */
  char **arguments;     /* name, value, name, value …; NULL-terminated */
} EspPathFinding;

typedef struct
{
  EspPathRole role;
  EspCertificate *certificate;
  EspVerdict verdict;
  GPtrArray *findings; /* EspPathFinding, in the order of EspPathCheck */
} EspPathStep;

typedef struct
{
  EspVerdict verdict;
  gboolean complete;   /* FALSE: it leads to nothing that is trusted, and shows where it ends */
  GPtrArray *steps;    /* EspPathStep, the target first */
} EspPath;

typedef struct
{
  EspVerdict verdict;
  gint64 time;
  gboolean limited;    /* there are more paths than were looked at */
  GPtrArray *paths;    /* EspPath, the best first */
} EspValidation;

/* @candidates and @anchors: EspCertificate, in any order, either may be NULL. The answer is
 * independent of them and of @options. */
EspValidation *esp_path_validate (EspCertificate *target, GPtrArray *candidates, GPtrArray *anchors,
                                  const EspValidationOptions *options);
void           esp_validation_free (EspValidation *validation);

/* A PEM text with one list or many, or one in DER: GPtrArray of EspCrl. Errors: those of
 * esp_crl_parse(). */
GPtrArray     *esp_path_read_crls (GBytes *data, GError **error);

/* "GOOD", "NAME_CONSTRAINTS", "VALIDITY_EXPIRED", "TARGET": for JSON; static. */
const char    *esp_verdict_get_name     (EspVerdict verdict);
const char    *esp_path_check_get_name  (EspPathCheck check);
const char    *esp_path_role_get_name   (EspPathRole role);
const char    *esp_path_reason_get_id   (EspPathReason reason);
/* The English sentence with its places unfilled: a msgid. */
const char    *esp_path_reason_get_text (EspPathReason reason);
/* "server", "client", "any"; FALSE for another. */
gboolean       esp_purpose_parse        (const char *text, EspPurpose *purpose);
/* The sentence with its arguments in place; @text is the translated one, or NULL. g_free(). */
char          *esp_path_finding_format  (const EspPathFinding *finding, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspValidation, esp_validation_free)

G_END_DECLS
