/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody asked a CA of another account to sign, through a share "by request": kept until the
 * owner's side signs or refuses it. Parameters are those of the operation, canonical.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_SIGNING_REQUEST_WAITING,
  ESP_SIGNING_REQUEST_SIGNED,
  ESP_SIGNING_REQUEST_REFUSED,
} EspSigningRequestStatus;

typedef struct
{
  char *id;         /* UUID */
  char *ca;         /* UUID */
  char *requester;  /* UUID of the principal */
  char *role;       /* UUID of the role that they acted in */
  char *operation;  /* "IssueCertificate", "RevokeCertificate" */
  char *parameters; /* JSON */
  EspSigningRequestStatus status;
  gint64 requested_at;
  gint64 answered_at; /* 0: not yet */
  char *serial;     /* of what was signed or revoked; NULL: nothing yet */
  char *problem;    /* REFUSED: the sentence */
  char *reason;     /* REFUSED: the reason's id */
} EspSigningRequest;

EspSigningRequest *esp_signing_request_new  (void);
void               esp_signing_request_free (EspSigningRequest *request);
const char        *esp_signing_request_status_to_string   (EspSigningRequestStatus status); /* "WAITING" */
gboolean           esp_signing_request_status_from_string (const char *text, EspSigningRequestStatus *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSigningRequest, esp_signing_request_free)

G_END_DECLS
