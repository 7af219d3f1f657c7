/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL as the second judge of a fixed path that our own rules find good. It is asked for what
 * RFC 5280, 6 says, and not where it is known to answer otherwise: validity (it refuses the last
 * second of notAfter), common names as hosts under name constraints, authorities without a key
 * usage, and revocation, which has been looked up with the scopes, deltas and signers of lists.
 */
#include "esp-path-private.h"

#include <openssl/x509_vfy.h>

#define FLAGS (X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME)
/* Without a purpose only what RFC 5280, 6 says is asked for; with one, its rules for issuing too.
 */
#define FLAGS_PROFILE (FLAGS | X509_V_FLAG_X509_STRICT)

static EspX509Stack *
get_between (EspPathCase *judged)
{
  EspX509Stack *between = sk_X509_new_null ();

  for (guint i = 1; between && i + 1 < judged->nodes->len; i++)
    {
      X509 *x509 = esp_path_case_node (judged, i)->x509;

      if (!X509_up_ref (x509) || !sk_X509_push (between, x509))
        g_clear_pointer (&between, esp_x509_stack_free);
    }
  return between;
}

static void
set_parameters (EspPathCase *judged, X509_STORE_CTX *context, gboolean common_name)
{
  X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param (context);
  EspPurpose purpose = judged->for_lists ? ESP_PURPOSE_ANY : judged->context->options->purpose;

  X509_VERIFY_PARAM_set_flags (parameters, purpose == ESP_PURPOSE_ANY ? FLAGS : FLAGS_PROFILE);
  X509_VERIFY_PARAM_set_depth (parameters, ESP_PATH_MAX_LENGTH);
  X509_VERIFY_PARAM_set_auth_level (parameters, 0);
  if (!common_name)
    X509_VERIFY_PARAM_set_hostflags (parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  /* An authority that is asked for itself is no server to OpenSSL. */
  if (purpose != ESP_PURPOSE_ANY &&
      !esp_certificate_is_ca (esp_path_case_node (judged, 0)->certificate))
    X509_VERIFY_PARAM_set_purpose (parameters, purpose == ESP_PURPOSE_SERVER ?
                                                 X509_PURPOSE_SSL_SERVER :
                                                 X509_PURPOSE_SSL_CLIENT);
}

/* Its strict mode demands a key usage of every authority. RFC 5280 demands it of who issues, and
 * not of who verifies (4.2.1.3 and 6.1.4 (n)); the Blank templates of the service leave it out. */
static int
forgive_cb (int ok, X509_STORE_CTX *context)
{
  return ok || X509_STORE_CTX_get_error (context) == X509_V_ERR_CA_CERT_MISSING_KEY_USAGE;
}

/* NULL where it agrees, else its own words: static text. @common_name: with the common name read as
 * a host where there is no other, as its clients do by default. */
static const char *
ask (EspPathCase *judged, gboolean common_name)
{
  guint last = judged->nodes->len - 1;
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  g_autoptr (EspX509Stack) between = get_between (judged);
  const char *problem = NULL;

  if (!store || !context || !between ||
      !X509_STORE_add_cert (store, esp_path_case_node (judged, last)->x509) ||
      !X509_STORE_CTX_init (context, store, esp_path_case_node (judged, 0)->x509, between))
    return X509_verify_cert_error_string (X509_V_ERR_OUT_OF_MEM);
  set_parameters (judged, context, common_name);
  X509_STORE_CTX_set_verify_cb (context, forgive_cb);
  if (X509_verify_cert (context) != 1)
    problem = X509_verify_cert_error_string (X509_STORE_CTX_get_error (context));
  return problem;
}

static gboolean
is_good_so_far (EspPathCase *judged)
{
  esp_path_conclude (judged->path);
  return judged->path->verdict == ESP_VERDICT_GOOD;
}

void
esp_path_check_openssl (EspPathCase *judged)
{
  const char *problem;

  if (!is_good_so_far (judged))
    {
      esp_path_add (judged, 0, ESP_PATH_REASON_OPENSSL_OFF, NULL);
      return;
    }
  problem = ask (judged, FALSE);
  ERR_clear_error ();
  if (problem)
    esp_path_add (judged, 0, ESP_PATH_REASON_OPENSSL_REFUSES, "problem", problem, NULL);
  else if (ask (judged, TRUE))
    esp_path_add (judged, 0, ESP_PATH_REASON_OPENSSL_COMMON_NAME, NULL);
  else
    esp_path_add (judged, 0, ESP_PATH_REASON_OPENSSL_AGREES, NULL);
}
