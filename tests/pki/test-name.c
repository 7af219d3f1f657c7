/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: both forms in, RFC 4514, the report's form and JSON out, limits, and what openssl makes of
 * the same text. */
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "outside.h"
#include "pki/esp-name.h"

#include <string.h>

static EspName *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  EspName *name = esp_name_parse (text, &error);

  g_assert_no_error (error);
  return name;
}

static EspName *
from_hex (const char *hex, GError **error)
{
  g_autoptr (GBytes) der = *hex ? esp_hex_decode (hex, NULL) : g_bytes_new (NULL, 0);

  return esp_name_new_from_der (der, error);
}

/* --- Text ----------------------------------------------------------------------------------------
 */

static const struct
{
  const char *in;
  const char *text;
  const char *report;
  const char *label;
} good[] = {
  { "CN=Root,O=Meridian,C=DE", "CN=Root,O=Meridian,C=DE", "CN=Root,O=Meridian,C=DE", "Root" },
  { "/C=DE/O=Meridian/CN=Root", "CN=Root,O=Meridian,C=DE", "CN=Root,O=Meridian,C=DE", "Root" },
  { "cn = Root , o = Meridian", "CN=Root,O=Meridian", "CN=Root,O=Meridian", "Root" },
  { "CN=a\\,b\\+c,O=x", "CN=a\\,b\\+c,O=x", "CN=a\\,b\\+c,O=x", "a,b+c" },
  { "CN=\"Doe, John\",O=x", "CN=Doe\\, John,O=x", "CN=Doe\\, John,O=x", "Doe, John" },
  { "CN=\\ a\\ ,O=x", "CN=\\ a\\ ,O=x", "CN=\\ a\\ ,O=x", " a " },
  { "CN=\\#1,O=#0c0159", "CN=\\#1,O=Y", "CN=\\#1,O=Y", "#1" },
  { "CN=M\\C3\\BCnchen", "CN=München", "CN=München", "München" },
  { "/CN=a\\/b/O=x", "O=x,CN=a/b", "O=x,CN=a/b", "a/b" },
  { "CN=a<\\>", NULL, NULL, NULL },
  { "CN=a=b,O=c#d", "CN=a=b,O=c#d", "CN=a=b,O=c#d", "a=b" },
  { "CN=x+OU=y,O=z", "CN=x+OU=y,O=z", "CN=x+OU=y,O=z", "x" },
  { "/O=z/CN=x+OU=y", "CN=x+OU=y,O=z", "CN=x+OU=y,O=z", "x" },
  { "CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE",
    "CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE",
    "CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE",
    "radio-0001.example.test" },
  { "CN=d,serialNumber=42,DC=example,DC=test", "CN=d,serialNumber=42,DC=example,DC=test",
    "CN=d,2.5.4.5=#13023432,0.9.2342.19200300.100.1.25=#16076578616d706c65,"
    "0.9.2342.19200300.100.1.25=#160474657374",
    "d" },
  { "emailAddress=a@b.example,GN=Ada,SN=Byron,title=Dr,pseudonym=p,initials=A,dnQualifier=q,"
    "generationQualifier=II",
    "emailAddress=a@b.example,GN=Ada,SN=Byron,title=Dr,pseudonym=p,initials=A,dnQualifier=q,"
    "generationQualifier=II",
    "1.2.840.113549.1.9.1=#160b6140622e6578616d706c65,2.5.4.42=#0c03416461,2.5.4.4=#0c05427972"
    "6f6e,2.5.4.12=#0c024472,2.5.4.65=#0c0170,2.5.4.43=#0c0141,2.5.4.46=#130171,2.5.4.44=#0c02"
    "4949",
    "a@b.example" },
  { "1.3.6.1.4.1.99999.1=x,OID.2.5.4.3=y", "1.3.6.1.4.1.99999.1=#0c0178,CN=y",
    "1.3.6.1.4.1.99999.1=#0c0178,CN=y", "y" },
  { "OU=b,OU=a", "OU=b,OU=a", "OU=b,OU=a", "b" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspName) name = esp_name_parse (good[i].in, &error);
      g_autoptr (EspName) again = NULL;
      g_autofree char *report = NULL;

      if (!good[i].text)
        {
          g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_SYNTAX));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (esp_name_get_text (name), ==, good[i].text);
      report = esp_name_to_report (name);
      g_assert_cmpstr (report, ==, good[i].report);
      g_assert_cmpstr (esp_name_get_label (name), ==, good[i].label);
      /* What we write we read, to the same bytes. */
      again = parse (esp_name_get_text (name));
      g_assert_true (g_bytes_equal (esp_name_get_der (again), esp_name_get_der (name)));
    }
}

/* --- Refusals ------------------------------------------------------------------------------------
 */

#define TEN "1234567890"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define HUNDRED_TWENTY SIXTY SIXTY

static const struct
{
  const char *in;
  EspReason reason;
} bad[] = {
  { "", ESP_REASON_NAME_EMPTY },
  { "   ", ESP_REASON_NAME_EMPTY },
  { "/", ESP_REASON_NAME_EMPTY },
  { "Root", ESP_REASON_NAME_SYNTAX },
  { "=Root", ESP_REASON_NAME_SYNTAX },
  { "CN", ESP_REASON_NAME_SYNTAX },
  { "CN=a,", ESP_REASON_NAME_SYNTAX },
  { "CN=a,,O=b", ESP_REASON_NAME_SYNTAX },
  { "CN=a;O=b", ESP_REASON_NAME_SYNTAX },
  { "CN=a\\", ESP_REASON_NAME_SYNTAX },
  { "CN=a\\z", ESP_REASON_NAME_SYNTAX },
  { "CN=a\\00b", ESP_REASON_NAME_SYNTAX },
  { "CN=\\ff\\fe", ESP_REASON_NAME_SYNTAX },
  { "CN=\xff", ESP_REASON_NAME_SYNTAX },
  { "CN=\"a", ESP_REASON_NAME_SYNTAX },
  { "CN=\"a\"b", ESP_REASON_NAME_SYNTAX },
  { "CN=#", ESP_REASON_NAME_SYNTAX },
  { "CN=#0c05", ESP_REASON_NAME_SYNTAX },
  { "CN=#0c0161zz", ESP_REASON_NAME_SYNTAX },
  { "CN=#0c01610c", ESP_REASON_NAME_SYNTAX },
  { "CN=#0c026100", ESP_REASON_NAME_MALFORMED },
  { "/CN=a//O=b", ESP_REASON_NAME_SYNTAX },
  { "XY=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "1.2.=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "1..2=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "1.02.3=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "1=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "1.40.1=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "9.9.9=a", ESP_REASON_NAME_ATTRIBUTE_UNKNOWN },
  { "CN=", ESP_REASON_NAME_VALUE },
  { "CN=\"\"", ESP_REASON_NAME_VALUE },
  { "C=D", ESP_REASON_NAME_VALUE },
  { "C=DEU", ESP_REASON_NAME_VALUE },
  { "C=D1", ESP_REASON_NAME_VALUE },
  { "2.5.4.6=DEU", ESP_REASON_NAME_VALUE },
  { "C=#0c03444555", ESP_REASON_NAME_VALUE },
  { "CN=" SIXTY "12345", ESP_REASON_NAME_VALUE },
  { "O=" SIXTY "12345", ESP_REASON_NAME_VALUE },
  { "OU=" SIXTY "12345", ESP_REASON_NAME_VALUE },
  { "title=" SIXTY "12345", ESP_REASON_NAME_VALUE },
  { "ST=" HUNDRED_TWENTY "123456789", ESP_REASON_NAME_VALUE },
  { "L=" HUNDRED_TWENTY "123456789", ESP_REASON_NAME_VALUE },
  { "pseudonym=" HUNDRED_TWENTY "123456789", ESP_REASON_NAME_VALUE },
  { "SN=" TEN TEN TEN TEN "1", ESP_REASON_NAME_VALUE },
  { "GN=" TEN "1234567", ESP_REASON_NAME_VALUE },
  { "initials=123456", ESP_REASON_NAME_VALUE },
  { "generationQualifier=XIII", ESP_REASON_NAME_VALUE },
  { "serialNumber=" SIXTY "12345", ESP_REASON_NAME_VALUE },
  { "serialNumber=a_b", ESP_REASON_NAME_VALUE },
  { "dnQualifier=ä", ESP_REASON_NAME_VALUE },
  { "DC=ä", ESP_REASON_NAME_VALUE },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("bad name %u", (guint) i);
      g_assert_null (esp_name_parse (bad[i].in, &error));
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (bad[i].reason));
      g_assert_null (esp_name_parse (bad[i].in, NULL));
    }
}

/* The longest that is allowed, counted in characters and not in bytes. */
static void
test_limits (void)
{
  static const char *const texts[] = { "CN=" SIXTY "1234",    "ST=" HUNDRED_TWENTY "12345678",
                                       "SN=" TEN TEN TEN TEN, "GN=" TEN "123456",
                                       "initials=äöüßé",      "generationQualifier=III" };
  g_autofree char *endless = g_strnfill (9000, 'x');
  g_autofree char *too_long = g_strconcat ("CN=", endless, NULL);
  g_autoptr (GString) many = g_string_new ("CN=a");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    esp_name_unref (parse (texts[i]));
  g_assert_null (esp_name_parse (too_long, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_SYNTAX));
  g_clear_error (&error);
  for (guint i = 1; i < 150; i++)
    g_string_append (many, ",OU=b");
  esp_name_unref (parse (many->str));
  g_string_append (many, ",OU=b");
  g_assert_null (esp_name_parse (many->str, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_SYNTAX));
}

/* The place is counted in characters, from 1. */
static void
test_position (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_name_parse ("CN=ä;O=b", &error));
  g_assert_cmpstr (esp_error_get_argument (error, "position"), ==, "5");
}

/* --- DER -----------------------------------------------------------------------------------------
 */

static const struct
{
  const char *hex;
  const char *problem; /* NULL: accepted */
} ders[] = {
  { "3000", NULL },
  { "300c310a300806035504030c0141", NULL },
  { "", "it is no DER" },
  { "30", "it is no DER" },
  { "3001", "it is no DER" },
  { "0500", "it is no DER" },
  { "300000", "it is no DER" },
  { "300c310a300806035504030c0141ff", "it is no DER" },
  { "300d310b300906035504030c024100", "it has a NUL byte inside a value" },
  { "300e310c300a06035504031e0300", "it is no DER" },
  { "300c310a300806035504030c01ff", "it is no DER" },
};

static void
test_der (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ders); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspName) name = from_hex (ders[i].hex, &error);

      g_test_message ("%s", ders[i].hex);
      if (!ders[i].problem)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_MALFORMED));
      g_assert_cmpstr (esp_error_get_argument (error, "problem"), ==, ders[i].problem);
    }
}

/* Other string types become UTF-8; what is no text stays visible as bytes. */
static void
test_string_types (void)
{
  g_autoptr (EspName) bmp = from_hex ("300f310d300b06035504031e04004100fc", NULL);
  g_autoptr (EspName) teletex = from_hex ("300c310a300806035504031401fc", NULL);
  g_autoptr (EspName) bits = from_hex ("300d310b3009060355042d030200ff", NULL);
  g_autoptr (JsonObject) json = esp_name_to_json (bits);
  g_autoptr (EspName) again = NULL;

  g_assert_cmpstr (esp_name_get_text (bmp), ==, "CN=Aü");
  g_assert_cmpstr (esp_name_get_text (teletex), ==, "CN=ü");
  g_assert_cmpstr (esp_name_get_text (bits), ==, "2.5.4.45=#030200ff");
  g_assert_cmpstr (esp_name_get_label (bits), ==, "#030200ff");
  g_assert_true (json_object_has_member (json, "CustomAttributes"));
  again = parse (esp_name_get_text (bits));
  g_assert_true (g_bytes_equal (esp_name_get_der (bits), esp_name_get_der (again)));
}

static void
test_empty (void)
{
  g_autoptr (EspName) empty = from_hex ("3000", NULL);
  g_autoptr (EspName) other = parse ("CN=a");
  g_autoptr (JsonObject) json = esp_name_to_json (empty);

  g_assert_true (esp_name_is_empty (empty));
  g_assert_false (esp_name_is_empty (other));
  g_assert_cmpstr (esp_name_get_text (empty), ==, "");
  g_assert_null (esp_name_get_label (empty));
  g_assert_cmpuint (json_object_get_size (json), ==, 0);
  g_assert_false (esp_name_equal (empty, other));
}

static void
test_equal (void)
{
  g_autoptr (EspName) a = parse ("CN=Root,O=Meridian,C=DE");
  g_autoptr (EspName) b = parse ("/C=DE/O=Meridian/CN=Root");
  g_autoptr (EspName) c = parse ("CN=root,O=MERIDIAN,C=DE");
  g_autoptr (EspName) d = parse ("O=Meridian,CN=Root,C=DE");
  g_autoptr (EspName) e = esp_name_ref (a);

  g_assert_true (esp_name_equal (a, e));
  g_assert_true (esp_name_equal (a, b));
  g_assert_true (g_bytes_equal (esp_name_get_der (a), esp_name_get_der (b)));
  g_assert_true (esp_name_equal (a, c));
  g_assert_false (g_bytes_equal (esp_name_get_der (a), esp_name_get_der (c)));
  g_assert_false (esp_name_equal (a, d));
}

/* A name stays data: it is escaped where it is shown, not where it is kept. */
static void
test_data (void)
{
  static const char *const value = "\xe2\x80\xae&\n\t|";
  g_autofree char *text = g_strconcat ("CN=", value, NULL);
  g_autoptr (EspName) name = parse (text);

  g_assert_cmpstr (esp_name_get_text (name), ==, text);
  g_assert_cmpstr (esp_name_get_label (name), ==, value);
}

/* --- JSON ----------------------------------------------------------------------------------------
 */

static const struct
{
  const char *in;
  const char *json;
} jsons[] = {
  { "CN=Root,O=Meridian,C=DE",
    "{\"CommonName\":\"Root\",\"Country\":\"DE\",\"Organization\":\"Meridian\"}" },
  { "OU=a,L=b,ST=c,serialNumber=1,title=t,SN=s,GN=g,initials=i,pseudonym=p,generationQualifier=II,"
    "dnQualifier=q",
    "{\"DistinguishedNameQualifier\":\"q\",\"GenerationQualifier\":\"II\",\"GivenName\":\"g\","
    "\"Initials\":\"i\",\"Locality\":\"b\",\"OrganizationalUnit\":\"a\",\"Pseudonym\":\"p\","
    "\"SerialNumber\":\"1\",\"State\":\"c\",\"Surname\":\"s\",\"Title\":\"t\"}" },
  { "OU=b,OU=a,DC=x,1.3.6.1.4.1.99999.1=y",
    "{\"CustomAttributes\":[{\"ObjectIdentifier\":\"1.3.6.1.4.1.99999.1\",\"Value\":\"y\"},"
    "{\"ObjectIdentifier\":\"0.9.2342.19200300.100.1.25\",\"Value\":\"x\"},"
    "{\"ObjectIdentifier\":\"2.5.4.11\",\"Value\":\"a\"},"
    "{\"ObjectIdentifier\":\"2.5.4.11\",\"Value\":\"b\"}]}" },
};

static void
test_json (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (jsons); i++)
    {
      g_autoptr (EspName) name = parse (jsons[i].in);
      g_autoptr (JsonNode) node = esp_json_wrap_object (esp_name_to_json (name));
      g_autofree char *text = esp_json_to_canonical (node, NULL);

      g_assert_cmpstr (text, ==, jsons[i].json);
    }
}

/* --- openssl -------------------------------------------------------------------------------------
 */

/* The subject that openssl encodes for the same text has the same bytes, in both directions. */
static void
test_openssl (void)
{
  static const char *const subjects[] = { "/C=DE/ST=BW/L=Ulm/O=Meridian/OU=Radio/CN=radio.test",
                                          "/C=DE/serialNumber=42/CN=München", "/DC=test/CN=x+OU=y",
                                          "/GN=Ada/SN=Byron/emailAddress=a@b.example" };
  g_autofree char *folder = outside_folder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (EspName) name = parse (subjects[i]);
      g_autofree char *command = g_strdup_printf (
        "openssl req -new -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem "
        "-subj '%s' -outform DER -out r.der",
        subjects[i]);
      g_autoptr (GBytes) request = NULL;
      gsize len, name_len;
      const guint8 *bytes, *name_bytes;

      g_assert_true (outside_run (folder, command, NULL));
      request = outside_read (folder, "r.der");
      bytes = g_bytes_get_data (request, &len);
      name_bytes = g_bytes_get_data (esp_name_get_der (name), &name_len);
      g_assert_nonnull (memmem (bytes, len, name_bytes, name_len));
    }
  outside_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/name/good", test_good);
  g_test_add_func ("/pki/name/bad", test_bad);
  g_test_add_func ("/pki/name/limits", test_limits);
  g_test_add_func ("/pki/name/position", test_position);
  g_test_add_func ("/pki/name/der", test_der);
  g_test_add_func ("/pki/name/string-types", test_string_types);
  g_test_add_func ("/pki/name/empty", test_empty);
  g_test_add_func ("/pki/name/equal", test_equal);
  g_test_add_func ("/pki/name/data", test_data);
  g_test_add_func ("/pki/name/json", test_json);
  g_test_add_func ("/pki/name/openssl", test_openssl);
  return g_test_run ();
}
