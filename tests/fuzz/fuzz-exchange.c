/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of other vaults: the container as it comes and with an armour that is right, and the texts
 * inside, which nobody but a partner could sign, and a partner may be anybody. */
#include "fuzz.h"

#include "exchange/esp-exchange-file.h"
#include "pki/esp-exchange-key.h"
#include "pki/esp-pem.h"
#include "pki/esp-signed-data.h"

#include <string.h>

static void
read_text (GBytes *content)
{
  g_autoptr (GError) first = NULL, second = NULL;
  g_autoptr (EspExchangeRequest) request = esp_exchange_request_read (content, &first);
  g_autoptr (EspExchangeResponse) response = esp_exchange_response_read (content, &second);
  g_autoptr (GBytes) again = NULL;
  gboolean is_request = FALSE;

  g_assert_true (!request == !!first);
  g_assert_true (!response == !!second);
  g_assert_false (request && response);
  if (!request && !response)
    return;
  /* What was read is all that stands there. */
  again = request ? esp_exchange_request_write (request, NULL) :
                    esp_exchange_response_write (response, NULL);
  g_assert_true (again && g_bytes_equal (again, content));
  g_assert_true (esp_exchange_is_request (content, &is_request, NULL));
  g_assert_true (is_request == (request != NULL));
  esp_exchange_head_check (request ? &request->head : &response->head, 1780315200, NULL);
}

void
fuzz_exchange_file (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) content = g_bytes_new (data, size);

  read_text (content);
}

static void
read_container (GBytes *file)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSignedData) signed_data = esp_signed_data_read (file, &error);

  g_assert_true (!signed_data == !!error);
  if (!signed_data)
    return;
  g_assert_cmpuint (strlen (signed_data->digest), ==, 64);
  esp_signed_data_names (signed_data, authority->certificate);
  g_assert_false (esp_signed_data_verify (signed_data, authority->certificate, NULL));
  read_text (signed_data->content);
}

void
fuzz_signed_data (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *armoured = esp_pem_write ("CMS", bytes);
  g_autoptr (GBytes) file = g_bytes_new (armoured, strlen (armoured));
  g_autoptr (EspCertificate) certificate = NULL;
  g_autofree char *vault = NULL;

  read_container (bytes);
  read_container (file);
  certificate = esp_exchange_key_read_certificate (bytes, &vault, NULL);
  g_assert_true (!certificate == !vault);
}
