/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a request for a signature, and its spellings. */
#include "esp-signing-request.h"

#include "esp-names.h"

static const char *const statuses[] = {
  [ESP_SIGNING_REQUEST_WAITING] = "WAITING",
  [ESP_SIGNING_REQUEST_SIGNED] = "SIGNED",
  [ESP_SIGNING_REQUEST_REFUSED] = "REFUSED",
};

EspSigningRequest *
esp_signing_request_new (void)
{
  return g_new0 (EspSigningRequest, 1);
}

void
esp_signing_request_free (EspSigningRequest *request)
{
  if (!request)
    return;
  g_free (request->id);
  g_free (request->ca);
  g_free (request->requester);
  g_free (request->role);
  g_free (request->operation);
  g_free (request->parameters);
  g_free (request->serial);
  g_free (request->problem);
  g_free (request->reason);
  g_free (request);
}

const char *
esp_signing_request_status_to_string (EspSigningRequestStatus status)
{
  return statuses[status];
}

gboolean
esp_signing_request_status_from_string (const char *text, EspSigningRequestStatus *status)
{
  guint index;

  if (!esp_names_find (statuses, G_N_ELEMENTS (statuses), text, &index))
    return FALSE;
  *status = (EspSigningRequestStatus) index;
  return TRUE;
}
