/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring of the OS through libsecret: the only file that includes it. Which errors of library
 * and bus become which of our reasons is decided here; how an item gets unlocked is not
 * (esp-keyring-service.c). */
#include "esp-keyring.h"

#include "base/esp-error.h"
#include "esp-config.h"
#include "esp-keyring-service.h"

#include <libsecret/secret.h>
#include <string.h>

#define ATTRIBUTE_APPLICATION "application"
#define ATTRIBUTE_VAULT "vault"
#define ATTRIBUTE_PRINCIPAL "principal"

/* Far above what is ever stored (64 hex digits); what is longer is not ours. */
#define VALUE_MAX_LEN 4096

/* Without the flag a keyring that is locked since log-in matches nothing and never asks; the three
 * attributes are unique by themselves. */
static const SecretSchema identity_schema = {
  ESP_APPLICATION_ID,
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { ATTRIBUTE_APPLICATION, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ATTRIBUTE_VAULT, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ATTRIBUTE_PRINCIPAL, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

typedef struct
{
  const char *vault;
  const char *principal;
  const char *label;
  EspSecret *secret; /* store: what goes in; lookup: what came out */
  gboolean quiet;    /* nobody is asked, nothing is started */
  GCancellable *cancellable;
} Request;

typedef gboolean (*Attempt) (Request *request, GError **error);

/* --- Which keyring it is ------------------------------------------------------------------ */

/* In a sandbox libsecret keeps a file of its own whose password comes from the Secret portal, and
 * the service can't be reached; there (and in tests with that back end) only libsecret can be
 * asked, and its NULL means that there is no such item. */
static gboolean
uses_service (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME"))
    return FALSE;
  return !backend || !*backend || g_str_equal (backend, "service");
}

/* --- Errors of others --------------------------------------------------------------------- */

#define ANY_CODE -1

typedef struct
{
  GQuark (*domain) (void);
  int code;
  gboolean dead; /* the service this process knew is gone: reconnect once */
  EspReason reason;
} FailureRow;

/* The first that fits. ESP_REASON_NONE: the reason of the operation that failed. */
static const FailureRow failure_rows[] = {
  { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, TRUE, ESP_REASON_KEYRING_ABSENT },
  { g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER, TRUE, ESP_REASON_KEYRING_ABSENT },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY, TRUE, ESP_REASON_KEYRING_ABSENT },
  { g_dbus_error_quark, G_DBUS_ERROR_DISCONNECTED, TRUE, ESP_REASON_KEYRING_ABSENT },
  { g_dbus_error_quark, G_DBUS_ERROR_UNKNOWN_OBJECT, TRUE, ESP_REASON_NONE },
  { g_dbus_error_quark, G_DBUS_ERROR_UNKNOWN_METHOD, TRUE, ESP_REASON_NONE },
  { g_dbus_error_quark, G_DBUS_ERROR_FAILED, FALSE, ESP_REASON_NONE },
  { g_dbus_error_quark, ANY_CODE, FALSE, ESP_REASON_KEYRING_ABSENT },
  { g_io_error_quark, G_IO_ERROR_CLOSED, TRUE, ESP_REASON_KEYRING_ABSENT },
  { g_io_error_quark, G_IO_ERROR_DBUS_ERROR, FALSE, ESP_REASON_NONE },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, FALSE, ESP_REASON_CANCELLED },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, FALSE, ESP_REASON_NONE },
  { g_io_error_quark, G_IO_ERROR_READ_ONLY, FALSE, ESP_REASON_NONE },
  { g_io_error_quark, ANY_CODE, FALSE, ESP_REASON_KEYRING_ABSENT },
  { secret_error_get_quark, SECRET_ERROR_IS_LOCKED, FALSE, ESP_REASON_KEYRING_LOCKED },
  { secret_error_get_quark, SECRET_ERROR_NO_SUCH_OBJECT, TRUE, ESP_REASON_NONE },
};

static const FailureRow *
find_failure_row (const GError *failure)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failure_rows); i++)
    if (failure_rows[i].domain () == failure->domain &&
        (failure_rows[i].code == ANY_CODE || failure_rows[i].code == failure->code))
      return &failure_rows[i];
  return NULL;
}

static gboolean
is_dead_service (const GError *failure)
{
  const FailureRow *row = find_failure_row (failure);

  return row && row->dead;
}

/* What libsecret makes of a Secret portal that answered and gave nothing; why it did the portal
 * tells nobody. Elsewhere the code stands for anything, such as a bus that cannot be reached. */
static gboolean
is_withheld (const GError *failure)
{
  return !uses_service () && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
take_failure (GError **error, EspReason reason, GError *failure)
{
  const FailureRow *row = find_failure_row (failure);

  if (is_withheld (failure))
    reason = ESP_REASON_KEYRING_WITHHELD;
  else if (row && row->reason != ESP_REASON_NONE)
    reason = row->reason;
  if (g_dbus_error_is_remote_error (failure))
    g_dbus_error_strip_remote_error (failure);
  esp_error_take_foreign (error, reason, NULL, failure);
}

/* libsecret holds on to a service by the unique name it had, for ever: after its end every call
 * fails, also when another one has been started. One new connection, one more attempt. */
static gboolean
run (Request *request, Attempt attempt, EspReason reason, GError **error)
{
  GError *failure = NULL;

  if (attempt (request, &failure))
    return TRUE;
  if (is_dead_service (failure))
    {
      secret_service_disconnect ();
      g_clear_error (&failure);
      if (attempt (request, &failure))
        return TRUE;
    }
  take_failure (error, reason, failure);
  return FALSE;
}

/* --- Locked items ------------------------------------------------------------------------- */

/* Makes sure that the item is there and open, asking the person where it is locked. */
static gboolean
open_item (Request *request, GError **error)
{
  GVariantBuilder attributes;

  if (!uses_service ())
    return TRUE;
  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&attributes, "{ss}", ATTRIBUTE_APPLICATION, ESP_APPLICATION_ID);
  g_variant_builder_add (&attributes, "{ss}", ATTRIBUTE_VAULT, request->vault);
  g_variant_builder_add (&attributes, "{ss}", ATTRIBUTE_PRINCIPAL, request->principal);
  return esp_keyring_service_open_item (g_variant_builder_end (&attributes), request->quiet,
                                        request->cancellable, error);
}

/* --- Lookup ------------------------------------------------------------------------------- */

/* @text is wiped in any case. */
static EspSecret *
take_text (char *text, GError **error)
{
  gsize len = strlen (text);
  EspSecret *secret = NULL;

  if (len == 0 || len > VALUE_MAX_LEN)
    esp_error_set (error, ESP_REASON_KEYRING_VALUE, NULL, NULL);
  else
    secret = esp_secret_new_take (text, len, error);
  secret_password_free (text);
  return secret;
}

static gboolean
attempt_lookup (Request *request, GError **error)
{
  GError *failure = NULL;
  char *text;

  if (!open_item (request, error))
    return FALSE;
  text = secret_password_lookup_nonpageable_sync (
    &identity_schema, request->cancellable, &failure, ATTRIBUTE_APPLICATION, ESP_APPLICATION_ID,
    ATTRIBUTE_VAULT, request->vault, ATTRIBUTE_PRINCIPAL, request->principal, NULL);
  if (failure)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (!text)
    {
      /* The service has just shown an open item: what it holds is no text. */
      esp_error_set (error, uses_service () ? ESP_REASON_KEYRING_VALUE : ESP_REASON_KEYRING_MISSING,
                     NULL, NULL);
      return FALSE;
    }
  request->secret = take_text (text, error);
  return request->secret != NULL;
}

static EspSecret *
look_up (Request *request, GError **error)
{
  return run (request, attempt_lookup, ESP_REASON_KEYRING_FAILED, error) ? request->secret : NULL;
}

static EspSecret *
secret_lookup (gpointer data,
               const char *vault,
               const char *principal,
               GCancellable *cancellable,
               GError **error)
{
  Request request = { .vault = vault, .principal = principal, .cancellable = cancellable };

  return look_up (&request, error);
}

static EspSecret *
secret_peek (gpointer data,
             const char *vault,
             const char *principal,
             GCancellable *cancellable,
             GError **error)
{
  Request request = {
    .vault = vault,
    .principal = principal,
    .quiet = TRUE,
    .cancellable = cancellable,
  };

  return look_up (&request, error);
}

/* --- Store -------------------------------------------------------------------------------- */

/* The lookup gives text back, so nothing else may go in. */
static gboolean
check_value (EspSecret *secret, GError **error)
{
  gsize len;
  const char *bytes = (const char *) esp_secret_get_bytes (secret, &len);

  if (len > 0 && len <= VALUE_MAX_LEN && g_utf8_validate_len (bytes, len, NULL))
    return TRUE;
  esp_error_set (error, ESP_REASON_KEYRING_UNFIT, NULL, "limit", G_STRINGIFY (VALUE_MAX_LEN), NULL);
  return FALSE;
}

/* An identity is sealed under what was stored, so the keyring has to give it back first. */
static gboolean
check_stored (Request *request, GError **error)
{
  Request again = *request;
  g_autoptr (EspSecret) stored = NULL;
  g_autoptr (GError) failure = NULL;

  if (attempt_lookup (&again, &failure))
    {
      stored = again.secret;
      if (esp_secret_equal (stored, request->secret))
        return TRUE;
    }
  else if (!esp_error_has_reason (failure, ESP_REASON_KEYRING_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  esp_error_set (error, ESP_REASON_KEYRING_STORE, NULL, NULL);
  return FALSE;
}

static gboolean
attempt_store (Request *request, GError **error)
{
  SecretValue *value;
  const char *bytes;
  gboolean stored;
  gsize len;

  if (uses_service () &&
      !esp_keyring_service_open_default (request->quiet, request->cancellable, error))
    return FALSE;
  bytes = (const char *) esp_secret_get_bytes (request->secret, &len);
  value = secret_value_new (bytes, (gssize) len, "text/plain");
  stored = secret_password_store_binary_sync (
    &identity_schema, SECRET_COLLECTION_DEFAULT, request->label, value, request->cancellable, error,
    ATTRIBUTE_APPLICATION, ESP_APPLICATION_ID, ATTRIBUTE_VAULT, request->vault, ATTRIBUTE_PRINCIPAL,
    request->principal, NULL);
  secret_value_unref (value);
  return stored && check_stored (request, error);
}

static gboolean
store (Request *request, GError **error)
{
  return check_value (request->secret, error) &&
         run (request, attempt_store, ESP_REASON_KEYRING_STORE, error);
}

static gboolean
secret_store (gpointer data,
              const char *vault,
              const char *principal,
              const char *label,
              EspSecret *secret,
              GCancellable *cancellable,
              GError **error)
{
  Request request = {
    .vault = vault,
    .principal = principal,
    .label = label,
    .secret = secret,
    .cancellable = cancellable,
  };

  return store (&request, error);
}

static gboolean
secret_put (gpointer data,
            const char *vault,
            const char *principal,
            const char *label,
            EspSecret *secret,
            GCancellable *cancellable,
            GError **error)
{
  Request request = {
    .vault = vault,
    .principal = principal,
    .label = label,
    .secret = secret,
    .quiet = TRUE,
    .cancellable = cancellable,
  };

  return store (&request, error);
}

/* --- Forget ------------------------------------------------------------------------------- */

/* libsecret removes open items only and says FALSE, without an error, where it removed none. */
static gboolean
attempt_forget (Request *request, GError **error)
{
  GError *failure = NULL;

  if (!open_item (request, error))
    return FALSE;
  secret_password_clear_sync (&identity_schema, request->cancellable, &failure,
                              ATTRIBUTE_APPLICATION, ESP_APPLICATION_ID, ATTRIBUTE_VAULT,
                              request->vault, ATTRIBUTE_PRINCIPAL, request->principal, NULL);
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* To forget what is not there is no failure: afterwards it is not there. */
static gboolean
secret_forget (gpointer data,
               const char *vault,
               const char *principal,
               GCancellable *cancellable,
               GError **error)
{
  Request request = { .vault = vault, .principal = principal, .cancellable = cancellable };
  GError *failure = NULL;

  if (run (&request, attempt_forget, ESP_REASON_KEYRING_FAILED, &failure))
    return TRUE;
  if (esp_error_has_reason (failure, ESP_REASON_KEYRING_MISSING))
    {
      g_error_free (failure);
      return TRUE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static const EspKeyringMethods secret_methods = {
  .lookup = secret_lookup,
  .store = secret_store,
  .forget = secret_forget,
  .peek = secret_peek,
  .put = secret_put,
};

EspKeyring *
esp_keyring_new_secret_service (void)
{
  return esp_keyring_new (&secret_methods, NULL);
}
