/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain and its table of reasons. No sentence is written here: they are in
 * esp-reasons.h; where and how they are shown is the business of console and cli. */
#include "esp-error.h"

#include <gio/gio.h>

typedef struct
{
  EspReason reason;
  char *object;
  char *detail;
  GPtrArray *arguments; /* name, value, name, value … */
} EspErrorPrivate;

static void
esp_error_private_init (EspErrorPrivate *private)
{
  private->arguments = g_ptr_array_new_with_free_func (g_free);
}

static void
esp_error_private_copy (const EspErrorPrivate *source, EspErrorPrivate *copy)
{
  copy->reason = source->reason;
  copy->object = g_strdup (source->object);
  copy->detail = g_strdup (source->detail);
  for (guint i = 0; i < source->arguments->len; i++)
    g_ptr_array_add (copy->arguments, g_strdup (g_ptr_array_index (source->arguments, i)));
}

static void
esp_error_private_clear (EspErrorPrivate *private)
{
  g_free (private->object);
  g_free (private->detail);
  g_ptr_array_unref (private->arguments);
}

G_DEFINE_EXTENDED_ERROR (EspError, esp_error)

typedef struct
{
  const char *id;
  EspErrorCode code;
  const char *text;
} ReasonRow;

static const ReasonRow reason_rows[ESP_N_REASONS] = {
  [ESP_REASON_NONE] = { "NONE", ESP_ERROR_FAILED, "something went wrong" },
#define ESP_REASON(id, code, text) [ESP_REASON_##id] = { #id, ESP_ERROR_##code, text },
#include "esp-reasons.h"
#undef ESP_REASON
};

static const char *const code_names[ESP_N_ERRORS] = {
  [ESP_ERROR_FAILED] = "RequestFailedException",
  [ESP_ERROR_USAGE] = "UsageException",
  [ESP_ERROR_INVALID_ARGS] = "InvalidArgsException",
  [ESP_ERROR_VALIDATION] = "ValidationException",
  [ESP_ERROR_INVALID_ARN] = "InvalidArnException",
  [ESP_ERROR_INVALID_REQUEST] = "InvalidRequestException",
  [ESP_ERROR_INVALID_STATE] = "InvalidStateException",
  [ESP_ERROR_INVALID_TAG] = "InvalidTagException",
  [ESP_ERROR_TOO_MANY_TAGS] = "TooManyTagsException",
  [ESP_ERROR_INVALID_POLICY] = "InvalidPolicyException",
  [ESP_ERROR_MALFORMED_CSR] = "MalformedCSRException",
  [ESP_ERROR_MALFORMED_CERTIFICATE] = "MalformedCertificateException",
  [ESP_ERROR_CERTIFICATE_MISMATCH] = "CertificateMismatchException",
  [ESP_ERROR_NOT_FOUND] = "ResourceNotFoundException",
  [ESP_ERROR_AMBIGUOUS] = "AmbiguousNameException",
  [ESP_ERROR_EXISTS] = "ResourceExistsException",
  [ESP_ERROR_PERMISSION_EXISTS] = "PermissionAlreadyExistsException",
  [ESP_ERROR_ACCESS_DENIED] = "AccessDeniedException",
  [ESP_ERROR_WAITING] = "WaitingForApproval",
  [ESP_ERROR_LOCKED] = "LockedException",
  [ESP_ERROR_NO_KEY] = "NoKeyException",
  [ESP_ERROR_VERIFICATION] = "VerificationFailedException",
  [ESP_ERROR_CANNOT_TELL] = "CannotTellException",
  [ESP_ERROR_LIMIT_EXCEEDED] = "LimitExceededException",
  [ESP_ERROR_ALREADY_PROCESSED] = "RequestAlreadyProcessedException",
  [ESP_ERROR_CONCURRENT_MODIFICATION] = "ConcurrentModificationException",
  [ESP_ERROR_NOT_SUPPORTED] = "NotSupportedException",
  [ESP_ERROR_IO] = "StorageException",
  [ESP_ERROR_CANCELLED] = "CancelledException",
};

static const char *
find_value (const char *const *pairs, const char *name, gsize len)
{
  for (gsize i = 0; pairs && pairs[i]; i += 2)
    if (strncmp (pairs[i], name, len) == 0 && pairs[i][len] == '\0')
      return pairs[i + 1];
  return NULL;
}

char *
esp_text_fill (const char *template, const char *const *pairs)
{
  GString *filled = g_string_new (NULL);

  while (*template)
    {
      const char *end = *template == '{' ? strchr (template, '}') : NULL;
      const char *value = end ? find_value (pairs, template + 1, (gsize) (end - template - 1)) :
                                NULL;

      if (value)
        {
          g_string_append (filled, value);
          template = end + 1;
        }
      else
        {
          g_string_append_c (filled, *template ++);
        }
    }
  return g_string_free (filled, FALSE);
}

static char **
pairs_of (const EspErrorPrivate *private)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **pairs;

  for (guint i = 0; i < private->arguments->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (private->arguments, i));
  pairs = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return pairs;
}

char *
esp_error_format (const GError *error, const char *template)
{
  EspErrorPrivate *private;
  g_auto (GStrv) pairs = NULL;

  if (error->domain != ESP_ERROR)
    return g_strdup (error->message);
  private = esp_error_get_private (error);
  if (private->reason == ESP_REASON_NONE)
    return g_strdup (error->message);
  pairs = pairs_of (private);
  return esp_text_fill (template ? template : esp_reason_get_text (private->reason),
                        (const char *const *) pairs);
}

static void
refresh_message (GError *error)
{
  EspErrorPrivate *private = esp_error_get_private (error);
  g_autofree char *sentence = esp_error_format (error, NULL);

  g_free (error->message);
  error->message = private->object ? g_strconcat (private->object, ": ", sentence, NULL) :
                                     g_steal_pointer (&sentence);
}

void
esp_error_set (GError **error, EspReason reason, const char *object, ...)
{
  EspErrorPrivate *private;
  const char *name;
  va_list arguments;

  if (!error)
    return;
  g_set_error_literal (error, ESP_ERROR, esp_reason_get_code (reason), "");
  private = esp_error_get_private (*error);
  private->reason = reason;
  private->object = g_strdup (object);
  va_start (arguments, object);
  while ((name = va_arg (arguments, const char *)))
    {
      const char *value = va_arg (arguments, const char *);

      g_ptr_array_add (private->arguments, g_strdup (name));
      g_ptr_array_add (private->arguments, g_strdup (value ? value : ""));
    }
  va_end (arguments);
  refresh_message (*error);
}

void
esp_error_take_foreign (GError **error, EspReason reason, const char *object, GError *foreign)
{
  if (foreign && foreign->domain == ESP_ERROR)
    {
      g_propagate_error (error, foreign);
      return;
    }
  if (foreign && g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    reason = ESP_REASON_CANCELLED;
  esp_error_set (error, reason, object, NULL);
  if (error && foreign)
    esp_error_set_detail (*error, foreign->message);
  g_clear_error (&foreign);
}

void
esp_error_set_detail (GError *error, const char *detail)
{
  EspErrorPrivate *private;

  if (!error || error->domain != ESP_ERROR)
    return;
  private = esp_error_get_private (error);
  g_free (private->detail);
  private->detail = g_strdup (detail);
}

const char *
esp_error_get_detail (const GError *error)
{
  if (error->domain != ESP_ERROR)
    return error->message;
  return ((EspErrorPrivate *) esp_error_get_private (error))->detail;
}

void
esp_error_set_object (GError *error, const char *object)
{
  EspErrorPrivate *private;

  if (!error || error->domain != ESP_ERROR)
    return;
  private = esp_error_get_private (error);
  if (private->object)
    return;
  private->object = g_strdup (object);
  refresh_message (error);
}

const char *
esp_error_get_object (const GError *error)
{
  if (error->domain != ESP_ERROR)
    return NULL;
  return ((EspErrorPrivate *) esp_error_get_private (error))->object;
}

EspReason
esp_error_get_reason (const GError *error)
{
  if (!error || error->domain != ESP_ERROR)
    return ESP_REASON_NONE;
  return ((EspErrorPrivate *) esp_error_get_private (error))->reason;
}

gboolean
esp_error_has_reason (const GError *error, EspReason reason)
{
  return esp_error_get_reason (error) == reason;
}

const char *
esp_error_get_argument (const GError *error, const char *name)
{
  EspErrorPrivate *private;

  if (!error || error->domain != ESP_ERROR)
    return NULL;
  private = esp_error_get_private (error);
  for (guint i = 0; i + 1 < private->arguments->len; i += 2)
    if (g_str_equal (g_ptr_array_index (private->arguments, i), name))
      return g_ptr_array_index (private->arguments, i + 1);
  return NULL;
}

const GPtrArray *
esp_error_get_arguments (const GError *error)
{
  return error && error->domain == ESP_ERROR ? esp_error_get_private (error)->arguments : NULL;
}

const char *
esp_error_code_get_name (int code)
{
  if (code < 0 || code >= ESP_N_ERRORS)
    return code_names[ESP_ERROR_FAILED];
  return code_names[code];
}

const char *
esp_reason_get_text (EspReason reason)
{
  return reason_rows[reason < ESP_N_REASONS ? reason : ESP_REASON_NONE].text;
}

const char *
esp_reason_get_id (EspReason reason)
{
  return reason_rows[reason < ESP_N_REASONS ? reason : ESP_REASON_NONE].id;
}

EspErrorCode
esp_reason_get_code (EspReason reason)
{
  return reason_rows[reason < ESP_N_REASONS ? reason : ESP_REASON_NONE].code;
}
