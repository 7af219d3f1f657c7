/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to the keyring of this session, and its answer on one line: "VALUE text", "DONE", or
 * the id of the reason and the name of its code. keyring-scenario prepares the session, asks, and
 * judges; nothing is judged here. */
#include "base/esp-error.h"
#include "vault/esp-keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICK_MS 20

typedef struct
{
  const char *name;
  int n_arguments;
  void (*run) (EspKeyring *keyring, char **arguments);
} Command;

typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  guint ticks;
} AsyncLookup;

static void
print_failure (GError *error)
{
  printf ("%s %s\n", esp_reason_get_id (esp_error_get_reason (error)),
          esp_error_code_get_name (error->code));
  fprintf (stderr, "%s [%s]\n", error->message, esp_error_get_detail (error));
  g_error_free (error);
}

static void
print_secret (EspSecret *secret, GError *error)
{
  gsize len;
  const guint8 *bytes;

  if (!secret)
    {
      print_failure (error);
    }
  else
    {
      bytes = esp_secret_get_bytes (secret, &len);
      printf ("VALUE %.*s\n", (int) len, (const char *) bytes);
      esp_secret_unref (secret);
    }
  fflush (stdout);
}

static void
lookup (EspKeyring *keyring, char **arguments)
{
  GError *error = NULL;
  EspSecret *secret = esp_keyring_lookup (keyring, arguments[0], arguments[1], NULL, &error);

  print_secret (secret, error);
}

static void
peek (EspKeyring *keyring, char **arguments)
{
  GError *error = NULL;
  EspSecret *secret = esp_keyring_peek (keyring, arguments[0], arguments[1], NULL, &error);

  print_secret (secret, error);
}

static void
wait_for_line (void)
{
  char line[16];

  if (!fgets (line, sizeof line, stdin))
    exit (1);
}

/* The same question twice in one process; the session may change before a line is read. */
static void
lookup_twice (EspKeyring *keyring, char **arguments)
{
  lookup (keyring, arguments);
  wait_for_line ();
  lookup (keyring, arguments);
}

static gboolean
tick_cb (gpointer user_data)
{
  ((AsyncLookup *) user_data)->ticks++;
  return G_SOURCE_CONTINUE;
}

static gboolean
line_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_cancellable_cancel (((AsyncLookup *) user_data)->cancellable);
  return G_SOURCE_REMOVE;
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AsyncLookup *state = user_data;
  GError *error = NULL;
  EspSecret *secret = esp_keyring_lookup_finish (result, &error);

  print_secret (secret, error);
  g_main_loop_quit (state->loop);
}

/* Counts how often the main loop turns meanwhile; a line on standard input cancels. */
static void
lookup_async (EspKeyring *keyring, char **arguments)
{
  AsyncLookup state = {
    .loop = g_main_loop_new (NULL, FALSE),
    .cancellable = g_cancellable_new (),
  };
  GIOChannel *input = g_io_channel_unix_new (0);
  guint tick = g_timeout_add (TICK_MS, tick_cb, &state);
  guint watch = g_io_add_watch (input, G_IO_IN, line_cb, &state);

  esp_keyring_lookup_async (keyring, arguments[0], arguments[1], state.cancellable, looked_up_cb,
                            &state);
  g_main_loop_run (state.loop);
  printf ("TICKS %u\n", state.ticks);
  if (!g_cancellable_is_cancelled (state.cancellable))
    g_source_remove (watch);
  g_source_remove (tick);
  g_io_channel_unref (input);
  g_object_unref (state.cancellable);
  g_main_loop_unref (state.loop);
}

static void
print_done (gboolean done, GError *error)
{
  if (done)
    puts ("DONE");
  else
    print_failure (error);
}

static void
store (EspKeyring *keyring, char **arguments)
{
  g_autoptr (EspSecret) secret = esp_secret_new_copy (arguments[3], strlen (arguments[3]), NULL);
  GError *error = NULL;
  gboolean done = esp_keyring_store (keyring, arguments[0], arguments[1], arguments[2], secret,
                                     NULL, &error);

  print_done (done, error);
}

static void
put (EspKeyring *keyring, char **arguments)
{
  g_autoptr (EspSecret) secret = esp_secret_new_copy (arguments[3], strlen (arguments[3]), NULL);
  GError *error = NULL;
  gboolean done = esp_keyring_put (keyring, arguments[0], arguments[1], arguments[2], secret, NULL,
                                   &error);

  print_done (done, error);
}

static void
forget (EspKeyring *keyring, char **arguments)
{
  GError *error = NULL;
  gboolean done = esp_keyring_forget (keyring, arguments[0], arguments[1], NULL, &error);

  print_done (done, error);
}

static const Command commands[] = {
  { "lookup", 2, lookup },
  { "lookup-twice", 2, lookup_twice },
  { "lookup-async", 2, lookup_async },
  { "peek", 2, peek },
  { "store", 4, store },
  { "put", 4, put },
  { "forget", 2, forget },
};

int
main (int argc, char **argv)
{
  g_autoptr (EspKeyring) keyring = esp_keyring_new_secret_service ();

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (argc == commands[i].n_arguments + 2 && g_str_equal (argv[1], commands[i].name))
      {
        commands[i].run (keyring, argv + 2);
        return 0;
      }
  fputs ("usage: keyring-probe COMMAND VAULT PRINCIPAL [LABEL SECRET]\n", stderr);
  return 64;
}
