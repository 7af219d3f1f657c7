/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One error domain for the whole core. An error is a *reason* (one row of esp-reasons.h) with the
 * object it concerns and named arguments; from the reason follow its code (the name that the
 * service uses) and its sentence. The core never translates: console and command line look the
 * sentence up with gettext and fill the arguments in with esp_error_format().
 *
 * GError.code is the EspErrorCode, GError.message the English sentence, ready for a log.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_ERROR (esp_error_quark ())

typedef enum
{
  ESP_ERROR_FAILED,                  /* nothing more precise is known */
  ESP_ERROR_USAGE,                   /* the command line itself is wrong */
  ESP_ERROR_INVALID_ARGS,            /* a value breaks a rule */
  ESP_ERROR_VALIDATION,              /* a value breaks its pattern, size or a limit of its issuer */
  ESP_ERROR_INVALID_ARN,
  ESP_ERROR_INVALID_REQUEST,         /* the request makes no sense for this object */
  ESP_ERROR_INVALID_STATE,           /* the object's state forbids it */
  ESP_ERROR_INVALID_TAG,
  ESP_ERROR_TOO_MANY_TAGS,
  ESP_ERROR_INVALID_POLICY,
  ESP_ERROR_MALFORMED_CSR,
  ESP_ERROR_MALFORMED_CERTIFICATE,
  ESP_ERROR_CERTIFICATE_MISMATCH,
  ESP_ERROR_NOT_FOUND,
  ESP_ERROR_AMBIGUOUS,               /* a name fits several things; argument "candidates" */
  ESP_ERROR_EXISTS,
  ESP_ERROR_PERMISSION_EXISTS,
  ESP_ERROR_ACCESS_DENIED,
  ESP_ERROR_WAITING,                 /* another person must approve */
  ESP_ERROR_LOCKED,                  /* nobody is signed in, or the keyring is locked */
  ESP_ERROR_NO_KEY,                  /* no key opens it: missing, wrong, not a recipient */
  ESP_ERROR_VERIFICATION,            /* a verification says no */
  ESP_ERROR_CANNOT_TELL,
  ESP_ERROR_LIMIT_EXCEEDED,
  ESP_ERROR_ALREADY_PROCESSED,
  ESP_ERROR_CONCURRENT_MODIFICATION,
  ESP_ERROR_NOT_SUPPORTED,           /* what the libraries at hand can't do */
  ESP_ERROR_IO,                      /* file, disk, database */
  ESP_ERROR_CANCELLED,
  ESP_N_ERRORS
} EspErrorCode;

typedef enum
{
  ESP_REASON_NONE,
#define ESP_REASON(id, code, text) ESP_REASON_##id,
#include "esp-reasons.h"
#undef ESP_REASON
  ESP_N_REASONS
} EspReason;

GQuark      esp_error_quark            (void);

/* Sets @error for @reason about @object (a name, a path, an ARN; NULL where there is none), with
 * pairs of argument name and value, NULL-terminated: "issuer", "0", "wanted", "1", NULL. Values
 * are copied; they are data, never markup. @error may be NULL. */
void        esp_error_set              (GError     **error,
                                        EspReason    reason,
                                        const char  *object,
                                        ...) G_GNUC_NULL_TERMINATED;

/* Converts an error of another domain at the border: takes @foreign, keeps its text as the detail
 * (esp_error_get_detail), never as the headline. An error that is ours already passes through. */
void        esp_error_take_foreign     (GError     **error,
                                        EspReason    reason,
                                        const char  *object,
                                        GError      *foreign);

/* Technical text of a library for *Copy details*; never shown as a headline. */
void        esp_error_set_detail       (GError      *error,
                                        const char  *detail);
const char *esp_error_get_detail       (const GError *error);

/* Fills in the object where the reason was set further down without one. */
void        esp_error_set_object       (GError      *error,
                                        const char  *object);
const char *esp_error_get_object       (const GError *error);

EspReason   esp_error_get_reason       (const GError *error);
const char *esp_error_get_argument     (const GError *error,
                                        const char   *name);
/* Names and values in turns, borrowed, for a reader that translates the sentence. */
const GPtrArray *esp_error_get_arguments (const GError *error);
gboolean    esp_error_has_reason       (const GError *error,
                                        EspReason     reason);

/* The sentence of @error with its arguments in place. @template is the translated sentence, or
 * NULL for the English one. Free with g_free(). */
char       *esp_error_format           (const GError *error,
                                        const char   *template);

/* Fills {name} places of @template from NULL-terminated pairs; what has no value stays as it is. */
char       *esp_text_fill              (const char         *template,
                                        const char * const *pairs);

/* The name the service uses: "InvalidStateException". */
const char  *esp_error_code_get_name   (int        code);
const char  *esp_reason_get_text       (EspReason  reason);
const char  *esp_reason_get_id         (EspReason  reason);
EspErrorCode esp_reason_get_code       (EspReason  reason);

G_END_DECLS
