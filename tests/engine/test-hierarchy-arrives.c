/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused of a hierarchy that arrives: files that were changed on the way, and texts that
 * whoever has the certificate of the new owner could have sealed. Nothing of any of them stays. */
#include "hierarchy-fixture.h"

#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-sealed-file.h"

/* The hierarchy has left; its file, and the text inside. */
typedef struct
{
  Move move;
  EspKey *key;
  EspCertificate *owner;
  GBytes *text;
} Arriving;

static void
read_text (Arriving *arriving)
{
  g_autofree char *command = g_strdup_printf (
    "openssl pkcs8 -topk8 -nocrypt -in '%s' -outform DER -out plain.der", arriving->move.key);
  g_autofree char *path = fixture_file (&arriving->move.a, "plain.der");
  g_autofree char *der = NULL, *file = NULL;
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (GBytes) pem = g_bytes_new (arriving->move.pem, strlen (arriving->move.pem));
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  run_in (arriving->move.a.folder, command);
  g_assert_true (g_file_get_contents (path, &der, &len, NULL));
  secret = esp_secret_new_copy (der, len, NULL);
  arriving->key = esp_key_decode_private (secret, &error);
  g_assert_no_error (error);
  arriving->owner = esp_certificate_parse (pem, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (arriving->move.file, &file, &len, NULL));
  sealed = g_bytes_new (file, len);
  arriving->text = esp_sealed_file_open (sealed, arriving->key, arriving->owner, &error);
  g_assert_no_error (error);
}

static void
set_up (Arriving *arriving, gconstpointer unused)
{
  move_set_up (&arriving->move, NULL);
  json_object_unref (
    call (arriving->move.a.engine, "UpdateCertificateAuthority",
          "{'CertificateAuthority': 'L4', 'RevocationConfiguration': {'CrlConfiguration': "
          "{'Enabled': true, 'CrlType': 'PARTITIONED', 'ExpirationInDays': 10, 'Url': "
          "'http://pki.example/crl/'}}}"));
  g_free (issue_and_revoke (&arriving->move.a, "L4"));
  make_history (arriving->move.a.engine);
  json_object_unref (leave (&arriving->move));
  read_text (arriving);
}

static void
tear_down (Arriving *arriving, gconstpointer unused)
{
  esp_key_unref (arriving->key);
  esp_certificate_unref (arriving->owner);
  g_bytes_unref (arriving->text);
  move_tear_down (&arriving->move, NULL);
}

static void
assert_not_taken (Fixture *fixture, JsonObject *parameters, EspReason reason)
{
  Before before = look_before (fixture);

  g_error_free (refused_with (fixture->engine, "ImportHierarchy", parameters, reason));
  assert_untouched (&before);
}

/* All of it is still good: what was tried before has left nothing in its way. */
static void
assert_still_arrives (Move *move)
{
  g_autoptr (JsonObject) arrived = arrive (move);

  g_assert_cmpuint (count_of (arrived, "CertificateAuthorities"), ==, N_LEVELS);
  assert_ca (move->b.engine, BOTTOM, "Status", "ACTIVE");
  assert_verified (move->b.engine);
}

/* --- The wrong place, the wrong people --------------------------------------------------------*/

static void
test_places (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;

  assert_not_taken (&move->a, to_arrive (move->file, move->key, move->certificate),
                    ESP_REASON_HIERARCHY_HERE);
  assert_still_arrives (move);
  assert_not_taken (&move->b, to_arrive (move->file, move->key, move->certificate),
                    ESP_REASON_HIERARCHY_HERE);
}

static void
test_keys (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;
  g_autofree char *pem = make_owner (&move->a, "other", EC "-days 3000");
  g_autofree char *key = fixture_file (&move->a, "other.key");
  g_autofree char *certificate = fixture_file (&move->a, "other.pem");
  g_autofree char *nothing = fixture_file (&move->a, "nothing");

  assert_not_taken (&move->b, to_arrive (move->file, key, certificate),
                    ESP_REASON_ENVELOPE_NOT_RECIPIENT);
  assert_not_taken (&move->b, to_arrive (move->file, key, move->certificate),
                    ESP_REASON_HIERARCHY_OWNER_KEY);
  assert_not_taken (&move->b, to_arrive (move->file, move->certificate, move->certificate),
                    ESP_REASON_HIERARCHY_OWNER_KEY);
  assert_not_taken (&move->b, to_arrive (move->file, move->key, move->key),
                    ESP_REASON_HIERARCHY_CERTIFICATE);
  assert_not_taken (&move->b, to_arrive (nothing, move->key, move->certificate),
                    ESP_REASON_FILE_READ);
  assert_still_arrives (move);
}

/* --- The file on its way ----------------------------------------------------------------------*/

static void
try_file (Arriving *arriving, const char *bytes, gsize len)
{
  Move *move = &arriving->move;
  g_autofree char *path = fixture_file (&move->a, "bad");
  g_autoptr (JsonObject) parameters = to_arrive (path, move->key, move->certificate);
  g_autoptr (GError) error = NULL;
  Before before;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
  before = look_before (&move->b);
  g_assert_null (esp_engine_call (move->b.engine, "ImportHierarchy", parameters, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SEALED_FILE_MALFORMED) ||
                 esp_error_has_reason (error, ESP_REASON_SEALED_FILE_DAMAGED) ||
                 esp_error_has_reason (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT));
  assert_untouched (&before);
}

/* Bits that are changed everywhere in it, from the first octet to the tag at the end. */
static void
test_changed_file (Arriving *arriving, gconstpointer unused)
{
  g_autofree char *bytes = NULL;
  g_autofree char *longer = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (arriving->move.file, &bytes, &len, NULL));
  for (gsize i = 0; i < 60; i++)
    {
      gsize at = i < 20 ? i * 7 : i < 40 ? len - 1 - (i - 20) : (i - 40) * (len / 20);

      bytes[at] ^= (char) (1 << (i % 8));
      try_file (arriving, bytes, len);
      bytes[at] ^= (char) (1 << (i % 8));
    }
  for (gsize i = 0; i < 12; i++)
    try_file (arriving, bytes, i < 10 ? i * len / 10 : len - 1 - (i - 10));
  longer = g_malloc (len + 1);
  memcpy (longer, bytes, len);
  longer[len] = '\0';
  try_file (arriving, longer, len + 1);
  assert_still_arrives (&arriving->move);
}

/* --- The text ---------------------------------------------------------------------------------*/

/* All of its lines but the end. */
static gboolean
keep_cb (const char *kind, JsonObject *line, gpointer data, GError **error)
{
  g_ptr_array_add (data, json_object_ref (line));
  return TRUE;
}

static GPtrArray *
read_lines (Arriving *arriving)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GError) error = NULL;

  esp_hierarchy_text_read (arriving->text, keep_cb, lines, &error);
  g_assert_no_error (error);
  return lines;
}

/* The line of a kind, counted from 0. */
static JsonObject *
nth (GPtrArray *lines, const char *kind, guint number)
{
  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = g_ptr_array_index (lines, i);

      if (g_str_equal (json_object_get_string_member (line, "kind"), kind) && number-- == 0)
        return line;
    }
  g_assert_not_reached ();
}

static void
change_text (JsonObject *line, const char *member, const char *from, const char *to)
{
  const char *before = json_object_get_string_member (line, member);
  const char *at = strstr (before, from);
  g_autofree char *after = NULL;

  g_assert_nonnull (at);
  after = g_strdup_printf ("%.*s%s%s", (int) (at - before), before, to, at + strlen (from));
  json_object_set_string_member (line, member, after);
}

static void
set_text_of (JsonObject *line, const char *member, JsonObject *other)
{
  g_autofree char *text = g_strdup (json_object_get_string_member (other, member));

  json_object_set_string_member (line, member, text);
}

/* One base64 character of a text, counted from its end. */
static void
change_bytes (JsonObject *line, const char *member)
{
  g_autofree char *text = g_strdup (json_object_get_string_member (line, member));
  char *at = text + strlen (text) - 8;

  *at = *at == 'A' ? 'B' : 'A';
  json_object_set_string_member (line, member, text);
}

static void
swap (GPtrArray *lines, JsonObject *one, JsonObject *other)
{
  guint first, second;
  gpointer kept;

  g_assert_true (g_ptr_array_find (lines, one, &first) && g_ptr_array_find (lines, other, &second));
  kept = lines->pdata[first];
  lines->pdata[first] = lines->pdata[second];
  lines->pdata[second] = kept;
}

static void
tell_other_story (GPtrArray *lines)
{
  change_text (nth (lines, "event", 2), "text", "acm-pca:", "acm-pcb:");
}

static void
tell_other_actor (GPtrArray *lines)
{
  change_text (nth (lines, "event", 0), "text", FOUNDER, "Eve Kern");
}

static void
change_signature (GPtrArray *lines)
{
  change_bytes (nth (lines, "event", 1), "signature");
}

static void
change_path (GPtrArray *lines)
{
  change_bytes (nth (lines, "event", 1), "path");
}

static void
change_checkpoint (GPtrArray *lines)
{
  JsonObject *head = nth (lines, "hierarchy", 0);
  g_autofree char *note = g_strdup (json_object_get_string_member (head, "checkpoint"));
  char *line = strchr (note, '\n') + 1;

  line[0] = line[0] == '9' ? '8' : '9';
  json_object_set_string_member (head, "checkpoint", note);
}

static void
name_other_vault (GPtrArray *lines)
{
  g_autofree char *id = g_uuid_string_random ();

  json_object_set_string_member (nth (lines, "hierarchy", 0), "vault", id);
}

static void
forget_people (GPtrArray *lines)
{
  g_ptr_array_remove (lines, nth (lines, "person", 0));
}

static void
swap_keys (GPtrArray *lines)
{
  set_text_of (nth (lines, "ca", 1), "key", nth (lines, "ca", 2));
}

static void
damage_key (GPtrArray *lines)
{
  change_bytes (nth (lines, "ca", 1), "key");
}

static void
blank_key (GPtrArray *lines)
{
  json_object_set_string_member (nth (lines, "ca", 1), "key", "");
}

static void
swap_certificates (GPtrArray *lines)
{
  JsonObject *one = nth (lines, "ca", 3), *other = nth (lines, "ca", 2);

  json_object_set_array_member (
    one, "certificates", json_array_ref (json_object_get_array_member (other, "certificates")));
}

static void
move_below (GPtrArray *lines)
{
  set_text_of (nth (lines, "ca", 4), "parent", nth (lines, "ca", 2));
}

static void
lose_parent (GPtrArray *lines)
{
  g_autofree char *id = g_uuid_string_random ();

  json_object_set_string_member (nth (lines, "ca", 4), "parent", id);
}

static void
child_first (GPtrArray *lines)
{
  swap (lines, nth (lines, "ca", 1), nth (lines, "ca", 2));
}

static void
raise_to_root (GPtrArray *lines)
{
  JsonObject *line = nth (lines, "ca", 4);

  json_object_set_string_member (line, "type", "ROOT");
  json_object_remove_member (line, "parent");
}

static void
name_no_uuid (GPtrArray *lines)
{
  json_object_set_string_member (nth (lines, "ca", 0), "id", "../../ca");
}

static void
bring_twice (GPtrArray *lines)
{
  guint at = 0;

  g_assert_true (g_ptr_array_find (lines, nth (lines, "ca", 4), &at));
  g_ptr_array_insert (lines, (int) at + 1, json_object_ref (nth (lines, "ca", 4)));
}

static void
give_to_other (GPtrArray *lines)
{
  set_text_of (nth (lines, "certificate", N_LEVELS - 1), "ca", nth (lines, "certificate", 0));
}

static void
revoke_before_time (GPtrArray *lines)
{
  json_object_set_int_member (nth (lines, "certificate", 0), "revoked_at", -5);
}

static void
give_other_list (GPtrArray *lines)
{
  set_text_of (nth (lines, "ca", 3), "crl", nth (lines, "ca", 4));
}

static void
count_too_far (GPtrArray *lines)
{
  json_object_set_int_member (nth (lines, "ca", 4), "next_crl_number", G_MAXINT64 - 1);
}

static void
move_part (GPtrArray *lines)
{
  json_object_set_string_member (nth (lines, "part", 0), "url", "http://evil.example/x.crl");
}

/* Its list says another address than its certificates. */
static void
move_part_without_list (GPtrArray *lines)
{
  move_part (lines);
  json_object_remove_member (nth (lines, "part", 0), "crl");
}

static void
give_part_other_list (GPtrArray *lines)
{
  set_text_of (nth (lines, "part", 0), "crl", nth (lines, "ca", 4));
}

static void
give_part_to_other (GPtrArray *lines)
{
  JsonObject *part = nth (lines, "part", 0);

  json_object_remove_member (part, "crl");
  set_text_of (part, "ca", nth (lines, "certificate", 0));
}

static void
forget_part (GPtrArray *lines)
{
  g_ptr_array_remove (lines, nth (lines, "part", 0));
}

static void
bring_part_twice (GPtrArray *lines)
{
  guint at = 0;

  g_assert_true (g_ptr_array_find (lines, nth (lines, "part", 0), &at));
  g_ptr_array_insert (lines, (int) at + 1, json_object_ref (nth (lines, "part", 0)));
}

static void
bring_unknown_kind (GPtrArray *lines)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "kind", "session");
  g_ptr_array_add (lines, line);
}

static void
bring_second_head (GPtrArray *lines)
{
  g_ptr_array_add (lines, json_object_ref (nth (lines, "hierarchy", 0)));
}

static void
be_of_tomorrow (GPtrArray *lines)
{
  json_object_set_int_member (nth (lines, "hierarchy", 0), "format", ESP_HIERARCHY_FORMAT + 1);
}

static void
bring_nothing (GPtrArray *lines)
{
  g_ptr_array_set_size (lines, 1);
}

static const struct
{
  const char *name;
  void (*change) (GPtrArray *lines);
  EspReason reason;
} changes[] = {
  { "another story", tell_other_story, ESP_REASON_HIERARCHY_PROOF },
  { "another actor", tell_other_actor, ESP_REASON_HIERARCHY_PROOF },
  { "a signature", change_signature, ESP_REASON_HIERARCHY_PROOF },
  { "a path", change_path, ESP_REASON_HIERARCHY_PROOF },
  { "the checkpoint", change_checkpoint, ESP_REASON_HIERARCHY_PROOF },
  { "another vault", name_other_vault, ESP_REASON_HIERARCHY_PROOF },
  { "nobody who signed", forget_people, ESP_REASON_HIERARCHY_PROOF },
  { "another's key", swap_keys, ESP_REASON_HIERARCHY_ROW },
  { "a damaged key", damage_key, ESP_REASON_ENVELOPE_DAMAGED },
  { "an empty key", blank_key, ESP_REASON_HIERARCHY_ROW },
  { "another's certificate", swap_certificates, ESP_REASON_HIERARCHY_ROW },
  { "below another", move_below, ESP_REASON_HIERARCHY_ROW },
  { "below nobody", lose_parent, ESP_REASON_HIERARCHY_ROW },
  { "a child first", child_first, ESP_REASON_HIERARCHY_ROW },
  { "a root of its own", raise_to_root, ESP_REASON_HIERARCHY_ROW },
  { "no UUID", name_no_uuid, ESP_REASON_HIERARCHY_ROW },
  { "twice", bring_twice, ESP_REASON_HIERARCHY_HERE },
  { "another's certificate that was issued", give_to_other, ESP_REASON_HIERARCHY_ROW },
  { "revoked before time began", revoke_before_time, ESP_REASON_HIERARCHY_ROW },
  { "another's list", give_other_list, ESP_REASON_HIERARCHY_ROW },
  { "a number too far", count_too_far, ESP_REASON_HIERARCHY_ROW },
  { "a part elsewhere", move_part, ESP_REASON_HIERARCHY_ROW },
  { "a part where no certificate says", move_part_without_list, ESP_REASON_HIERARCHY_ROW },
  { "another's list in a part", give_part_other_list, ESP_REASON_HIERARCHY_ROW },
  { "a part of another", give_part_to_other, ESP_REASON_HIERARCHY_ROW },
  { "a part that nobody has", forget_part, ESP_REASON_HIERARCHY_ROW },
  { "a part twice", bring_part_twice, ESP_REASON_HIERARCHY_ROW },
  { "an unknown kind", bring_unknown_kind, ESP_REASON_HIERARCHY_MALFORMED },
  { "a second head", bring_second_head, ESP_REASON_HIERARCHY_MALFORMED },
  { "tomorrow's form", be_of_tomorrow, ESP_REASON_HIERARCHY_FORMAT },
  { "nothing", bring_nothing, ESP_REASON_HIERARCHY_ROW },
};

static char *
seal_text (Arriving *arriving, GBytes *text)
{
  char *path = fixture_file (&arriving->move.a, "forged");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = esp_sealed_file_seal (text, arriving->owner, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (file, NULL),
                                      (gssize) g_bytes_get_size (file), NULL));
  return path;
}

static char *
seal_lines (Arriving *arriving, GPtrArray *lines)
{
  g_autoptr (EspHierarchyText) writer = esp_hierarchy_text_new ();
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = g_ptr_array_index (lines, i);
      g_autofree char *kind = g_strdup (json_object_get_string_member (line, "kind"));

      esp_hierarchy_text_add (writer, kind, json_object_ref (line));
    }
  text = esp_hierarchy_text_finish (writer);
  return seal_text (arriving, text);
}

static void
test_changed_text (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GPtrArray) lines = read_lines (arriving);
      g_autofree char *path = NULL;

      g_test_message ("it says or brings %s", changes[i].name);
      changes[i].change (lines);
      path = seal_lines (arriving, lines);
      assert_not_taken (&move->b, to_arrive (path, move->key, move->certificate),
                        changes[i].reason);
    }
  assert_still_arrives (move);
}

/* As it was, sealed anew: the changes above are what is refused, not the sealing. */
static void
test_sealed_anew (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;
  g_autoptr (GPtrArray) lines = read_lines (arriving);
  g_autofree char *path = seal_lines (arriving, lines);

  json_object_unref (
    call_with (move->b.engine, "ImportHierarchy", to_arrive (path, move->key, move->certificate)));
  assert_ca (move->b.engine, BOTTOM, "Status", "ACTIVE");
}

/* A text that was cut at any line, or by an octet, and one with another digest. */
static void
test_cut_text (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;
  gsize len;
  const char *text = g_bytes_get_data (arriving->text, &len);

  for (const char *at = text; at; at = memchr (at, '\n', (gsize) (text + len - at)))
    {
      g_autoptr (GBytes) cut = g_bytes_new (text, (gsize) (at - text));
      g_autofree char *path = NULL;

      at++;
      if (at >= text + len)
        break;
      path = seal_text (arriving, cut);
      assert_not_taken (&move->b, to_arrive (path, move->key, move->certificate),
                        ESP_REASON_HIERARCHY_MALFORMED);
    }
  assert_still_arrives (move);
}

/* --- Who may ----------------------------------------------------------------------------------*/

static void
test_not_permitted (Arriving *arriving, gconstpointer unused)
{
  Move *move = &arriving->move;
  EspEngine *bea;
  Before before;

  add_person_with (&move->b, "bea",
                   "{'Effect': 'Allow', 'Action': 'espalier:ImportHierarchy', 'Resource': '*'}");
  bea = fixture_open (&move->b, "bea");
  before = look_before (&move->b);
  g_error_free (refused_with (bea, "ImportHierarchy",
                              to_arrive (move->file, move->key, move->certificate),
                              ESP_REASON_ACCESS_DENIED_IMPLICIT));
  assert_untouched (&before);
  esp_engine_close (bea);
  g_object_unref (bea);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Arriving *arriving, gconstpointer unused);
  } tests[] = {
    { "places", test_places },
    { "keys", test_keys },
    { "changed-file", test_changed_file },
    { "changed-text", test_changed_text },
    { "sealed-anew", test_sealed_anew },
    { "cut-text", test_cut_text },
    { "not-permitted", test_not_permitted },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/hierarchy-arrives/", tests[i].name, NULL);

      g_test_add (path, Arriving, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
