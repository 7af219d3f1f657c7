/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring's answers as sentences with the next step that a window offers: the sentences of
 * base/esp-reasons.h speak to a terminal too, and name its options. All other reasons keep theirs.
 */
#include "console-sign-in-text.h"

#include "console-error.h"

#include <glib/gi18n.h>

typedef struct
{
  EspReason reason;
  const char *text;
} Answer;

static const Answer keyring_answers[] = {
  { ESP_REASON_KEYRING_LOCKED,
    N_ ("The keyring is locked, and nothing in this session can ask for its password. Unlock it in "
        "your keyring program, then try again.") },
  { ESP_REASON_KEYRING_DISMISSED,
    N_ ("The keyring stays locked, because the question for its password was closed. Try again and "
        "answer it.") },
  { ESP_REASON_KEYRING_WITHHELD,
    N_ ("The desktop gave no key: its keyring is locked, or the question for its password was "
        "closed. Unlock it in your keyring program, then try again.") },
  { ESP_REASON_KEYRING_MISSING,
    N_ ("The keyring is open, but holds no secret for this person and this vault. Log in to the "
        "computer as the user who stored it, or choose another person.") },
  { ESP_REASON_KEYRING_ABSENT,
    N_ ("No keyring service answers in this session. Start one, such as GNOME Keyring, and try "
        "again; a person who has a passphrase needs none.") },
  { ESP_REASON_KEYRING_VALUE,
    N_ (
      "What the keyring holds for this person is not a secret of Espalier. Restore the keyring, or "
      "choose another person.") },
  { ESP_REASON_KEYRING_STORE,
    N_ (
      "The keyring did not keep the secret. Check that it can be unlocked and try again, or use a "
      "passphrase.") },
  { ESP_REASON_KEYRING_FAILED,
    N_ ("The keyring service stopped with an error. Try again; if it stays so, restart the service "
        "or log in anew.") },
};

static const char *
find_answer (const GError *error)
{
  EspReason reason = error->domain == ESP_ERROR ? esp_error_get_reason (error) : ESP_REASON_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (keyring_answers); i++)
    if (reason != ESP_REASON_NONE && keyring_answers[i].reason == reason)
      return keyring_answers[i].text;
  return NULL;
}

gboolean
console_sign_in_is_keyring (const GError *error)
{
  return find_answer (error) != NULL;
}

char *
console_sign_in_text (const GError *error)
{
  const char *answer = find_answer (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, ESP_ERROR, ESP_ERROR_CANCELLED))
    return NULL;
  if (answer)
    return g_strdup (_ (answer));
  if (error->domain == ESP_ERROR && esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD))
    return g_strdup (_ ("That does not open this person’s keys. Try again with the right "
                        "passphrase; capital letters count."));
  return console_error_sentence (error);
}
