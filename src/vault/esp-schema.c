/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a vault in SQLite's words (STRICT, GLOB, triggers): the one place for them beside
 * esp-database-sqlite*.c. Stores hold the queries; how a step is walked is in esp-schema-upgrade.c.
 *
 * Names are singular. What people and other tables name has a UUID as text; what comes by the
 * hundred thousand has a number, "row". In SQLite each index ends in that number by itself, so an
 * index over (subject) serves ORDER BY subject, row as well. Times are Unix seconds. */
#include "esp-schema.h"

/* "Never deleted" and "append-only" as rules that hold for everybody, this program included. */
#define KEEP(table)                                                                                \
  "CREATE TRIGGER " table "_is_kept BEFORE DELETE ON " table " BEGIN SELECT RAISE (ABORT, '" table \
  " rows are never removed'); END"
#define FREEZE(table)                                                                              \
  "CREATE TRIGGER " table "_is_frozen BEFORE UPDATE ON " table                                     \
  " BEGIN SELECT RAISE (ABORT, '" table " rows are never changed'); END"

static const char *const version_1[] = {
  /* Who: accounts, people and services, roles. */
  "CREATE TABLE account ("
  " number TEXT NOT NULL PRIMARY KEY CHECK (length(number) = 12 AND number NOT GLOB '*[^0-9]*'),"
  " name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),"
  " created_at INTEGER NOT NULL"
  ") STRICT",

  "CREATE TABLE principal ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),"
  " kind TEXT NOT NULL CHECK (kind IN ('PERSON', 'SERVICE', 'RECOVERY')),"
  " status TEXT NOT NULL CHECK (status IN ('INVITED', 'ACTIVE', 'SUSPENDED')),"
  " created_at INTEGER NOT NULL,"
  " agreement_certificate BLOB,"
  " signing_certificate BLOB,"
  " CHECK ((agreement_certificate IS NULL) = (signing_certificate IS NULL))"
  ") STRICT",
  "CREATE INDEX principal_by_account ON principal (account)",

  /* The private halves, sealed; apart from the row that every list reads. */
  "CREATE TABLE identity ("
  " principal TEXT NOT NULL PRIMARY KEY REFERENCES principal (id),"
  " agreement_key BLOB NOT NULL CHECK (length(agreement_key) > 0),"
  " signing_key BLOB NOT NULL CHECK (length(signing_key) > 0),"
  " unlock TEXT CHECK (unlock IN ('passphrase', 'keyring', 'both'))"
  ") STRICT",

  "CREATE TABLE principal_tag ("
  " principal TEXT NOT NULL REFERENCES principal (id),"
  " key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),"
  " value TEXT NOT NULL CHECK (length(value) <= 256),"
  " PRIMARY KEY (principal, key)"
  ") STRICT",

  "CREATE TABLE role ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),"
  " scope TEXT NOT NULL CHECK (scope IN ('ACCOUNT', 'ORGANIZATION')),"
  " UNIQUE (account, name)"
  ") STRICT",

  "CREATE TABLE role_policy ("
  " role TEXT NOT NULL REFERENCES role (id),"
  " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),"
  " document TEXT NOT NULL CHECK (length(document) > 0),"
  " PRIMARY KEY (role, name)"
  ") STRICT",

  "CREATE TABLE assignment ("
  " role TEXT NOT NULL REFERENCES role (id),"
  " principal TEXT NOT NULL REFERENCES principal (id),"
  " PRIMARY KEY (role, principal)"
  ") STRICT",
  "CREATE INDEX assignment_by_principal ON assignment (principal)",

  /* The organisation: one row. The revision grows with every change of who-may-what. */
  "CREATE TABLE vault ("
  " number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),"
  " id TEXT NOT NULL CHECK (length(id) = 36),"
  " organization TEXT NOT NULL CHECK (length(organization) BETWEEN 1 AND 256),"
  " created_at INTEGER NOT NULL,"
  " founder TEXT REFERENCES principal (id),"
  " access_revision INTEGER NOT NULL CHECK (access_revision >= 0)"
  ") STRICT",
  KEEP ("vault"),
  "CREATE TRIGGER vault_founder_is_frozen BEFORE UPDATE OF id, founder ON vault"
  " WHEN OLD.founder IS NOT NULL OR NEW.id <> OLD.id"
  " BEGIN SELECT RAISE (ABORT, 'the founder never changes'); END",

  /* Certificate authorities. The state is the stored one: EXPIRED is a matter of the clock. */
  "CREATE TABLE ca ("
  " row INTEGER NOT NULL PRIMARY KEY,"
  " id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " type TEXT NOT NULL CHECK (type IN ('ROOT', 'SUBORDINATE')),"
  " state TEXT NOT NULL CHECK (state IN ('CREATING', 'PENDING_CERTIFICATE', 'ACTIVE',"
  "  'DISABLED', 'DELETED', 'FAILED')),"
  " restore_state TEXT CHECK (restore_state IN ('CREATING', 'PENDING_CERTIFICATE', 'ACTIVE',"
  "  'DISABLED', 'FAILED')),"
  " restorable_until INTEGER,"
  " failure_reason TEXT,"
  " parent TEXT REFERENCES ca (id),"
  " label TEXT NOT NULL,"
  " subject TEXT NOT NULL,"
  " subject_der BLOB NOT NULL,"
  " key_algorithm TEXT NOT NULL,"
  " signing_algorithm TEXT NOT NULL,"
  " usage_mode TEXT NOT NULL"
  "  CHECK (usage_mode IN ('GENERAL_PURPOSE', 'SHORT_LIVED_CERTIFICATE')),"
  " path_length INTEGER NOT NULL CHECK (path_length >= -1),"
  " level INTEGER NOT NULL CHECK (level >= 0),"
  " serial TEXT CHECK (serial NOT GLOB '*[^0-9a-f]*'),"
  " template_name TEXT,"
  " not_before INTEGER,"
  " not_after INTEGER,"
  " created_at INTEGER NOT NULL,"
  " changed_at INTEGER NOT NULL,"
  " crl_enabled INTEGER NOT NULL CHECK (crl_enabled IN (0, 1)),"
  " crl_days INTEGER NOT NULL CHECK (crl_days BETWEEN 1 AND 5000 OR crl_enabled = 0),"
  " crl_url TEXT,"
  " crl_partitioned INTEGER NOT NULL CHECK (crl_partitioned IN (0, 1)),"
  " ocsp_enabled INTEGER NOT NULL CHECK (ocsp_enabled IN (0, 1)),"
  " ocsp_url TEXT,"
  " CHECK ((state = 'DELETED') = (restore_state IS NOT NULL)),"
  " CHECK ((not_before IS NULL) = (not_after IS NULL)),"
  " CHECK (parent IS NULL OR parent <> id)"
  ") STRICT",
  "CREATE INDEX ca_by_account ON ca (account)",
  "CREATE INDEX ca_by_parent ON ca (parent)",
  "CREATE INDEX ca_by_label ON ca (label)",
  KEEP ("ca"),
  "CREATE TRIGGER ca_is_frozen BEFORE UPDATE OF row, id, account, type, subject, subject_der,"
  " key_algorithm, signing_algorithm, usage_mode, created_at ON ca"
  " BEGIN SELECT RAISE (ABORT, 'fixed when the authority is made'); END",

  "CREATE TABLE ca_tag ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),"
  " value TEXT NOT NULL CHECK (length(value) <= 256),"
  " PRIMARY KEY (ca, key)"
  ") STRICT",

  "CREATE TABLE ca_request ("
  " ca TEXT NOT NULL PRIMARY KEY REFERENCES ca (id),"
  " der BLOB NOT NULL CHECK (length(der) > 0)"
  ") STRICT",

  /* Every certificate that a CA ever had; the highest number is the present one. */
  "CREATE TABLE ca_certificate ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " number INTEGER NOT NULL CHECK (number >= 1),"
  " der BLOB NOT NULL CHECK (length(der) > 0),"
  " chain TEXT,"
  " PRIMARY KEY (ca, number)"
  ") STRICT",
  KEEP ("ca_certificate"),
  FREEZE ("ca_certificate"),

  "CREATE TABLE ca_key ("
  " ca TEXT NOT NULL PRIMARY KEY REFERENCES ca (id),"
  " envelope BLOB NOT NULL CHECK (length(envelope) > 0),"
  " sealed_at INTEGER NOT NULL"
  ") STRICT",

  /* Of a CRL that a newer one replaced only the record stays: der is NULL. */
  "CREATE TABLE crl ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " number INTEGER NOT NULL CHECK (number >= 0),"
  " this_update INTEGER NOT NULL,"
  " next_update INTEGER NOT NULL CHECK (next_update > this_update),"
  " n_entries INTEGER NOT NULL CHECK (n_entries >= 0),"
  " der BLOB CHECK (length(der) > 0),"
  " PRIMARY KEY (ca, number)"
  ") STRICT",
  KEEP ("crl"),

  /* Issued certificates. */
  "CREATE TABLE serial_reservation ("
  " ca_row INTEGER NOT NULL REFERENCES ca (row),"
  " serial TEXT NOT NULL CHECK (length(serial) BETWEEN 1 AND 64)"
  "  CHECK (serial NOT GLOB '*[^0-9a-f]*'),"
  " principal TEXT NOT NULL REFERENCES principal (id),"
  " reserved_at INTEGER NOT NULL,"
  " PRIMARY KEY (ca_row, serial)"
  ") STRICT",

  "CREATE TABLE certificate ("
  " row INTEGER NOT NULL PRIMARY KEY,"
  " ca_row INTEGER NOT NULL REFERENCES ca (row),"
  " serial TEXT NOT NULL CHECK (length(serial) BETWEEN 1 AND 64)"
  "  CHECK (serial NOT GLOB '*[^0-9a-f]*'),"
  " subject TEXT NOT NULL,"
  " report_subject TEXT NOT NULL,"
  " alternative_names TEXT,"
  " template_name TEXT,"
  " requester TEXT NOT NULL,"
  " requester_account TEXT NOT NULL,"
  " not_before INTEGER NOT NULL,"
  " not_after INTEGER NOT NULL CHECK (not_after >= not_before),"
  " issued_at INTEGER NOT NULL,"
  " revoked_at INTEGER CHECK (revoked_at > 0),"
  " revocation_reason INTEGER CHECK (revocation_reason BETWEEN 0 AND 10),"
  " UNIQUE (ca_row, serial),"
  " CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))"
  ") STRICT",
  "CREATE INDEX certificate_by_subject ON certificate (subject)",
  "CREATE INDEX certificate_by_not_after ON certificate (not_after)",
  "CREATE INDEX certificate_by_serial ON certificate (serial)",
  "CREATE INDEX certificate_by_ca ON certificate (ca_row)",
  /* Counts and filters by status read this alone. */
  "CREATE INDEX certificate_by_status ON certificate (ca_row, not_after, revoked_at)",
  "CREATE INDEX certificate_revoked ON certificate (ca_row, serial) WHERE revoked_at IS NOT NULL",
  KEEP ("certificate"),
  "CREATE TRIGGER certificate_is_frozen BEFORE UPDATE OF row, ca_row, serial, subject,"
  " report_subject, alternative_names, template_name, requester, requester_account, not_before,"
  " not_after, issued_at ON certificate"
  " BEGIN SELECT RAISE (ABORT, 'certificate rows are never changed'); END",
  "CREATE TRIGGER certificate_stays_revoked BEFORE UPDATE OF revoked_at, revocation_reason"
  " ON certificate WHEN OLD.revoked_at IS NOT NULL"
  " BEGIN SELECT RAISE (ABORT, 'a revocation is never changed'); END",

  "CREATE TABLE certificate_der ("
  " row INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (row),"
  " der BLOB NOT NULL CHECK (length(der) > 0)"
  ") STRICT",
  KEEP ("certificate_der"),
  FREEZE ("certificate_der"),

  "CREATE TABLE report ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " format TEXT NOT NULL CHECK (length(format) BETWEEN 1 AND 16),"
  " created_at INTEGER NOT NULL,"
  " n_rows INTEGER NOT NULL CHECK (n_rows >= 0),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64) CHECK (digest NOT GLOB '*[^0-9a-f]*'),"
  " requester TEXT NOT NULL"
  ") STRICT",
  "CREATE INDEX report_by_ca ON report (ca, created_at)",
  KEEP ("report"),
  FREEZE ("report"),

  /* The log. What is signed is in canonical; the columns before it are for finding. */
  "CREATE TABLE event ("
  " sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence >= 1),"
  " time INTEGER NOT NULL,"
  " actor_name TEXT NOT NULL,"
  " action TEXT NOT NULL,"
  " resource TEXT NOT NULL,"
  " outcome TEXT NOT NULL CHECK (outcome IN ('ALLOWED', 'DENIED', 'FAILED')),"
  " canonical TEXT NOT NULL CHECK (length(canonical) > 0),"
  " signature BLOB NOT NULL CHECK (length(signature) = 64),"
  " leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)"
  ") STRICT",
  "CREATE INDEX event_by_time ON event (time)",
  "CREATE INDEX event_by_actor ON event (actor_name)",
  "CREATE INDEX event_by_action ON event (action)",
  "CREATE INDEX event_by_resource ON event (resource)",
  "CREATE INDEX event_refused ON event (outcome) WHERE outcome <> 'ALLOWED'",
  KEEP ("event"),
  FREEZE ("event"),

  /* Complete subtrees above the leaves, of 2^level leaves each, the position-th of their level. */
  "CREATE TABLE event_node ("
  " level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 63),"
  " position INTEGER NOT NULL CHECK (position >= 0),"
  " hash BLOB NOT NULL CHECK (length(hash) = 32),"
  " PRIMARY KEY (level, position)"
  ") STRICT, WITHOUT ROWID",
  KEEP ("event_node"),
  FREEZE ("event_node"),
  NULL,
};

/* How many certificates of each authority end on which day (UTC), so that lists of authorities with
 * their counts don't read an index over a million rows: only those that end today are looked at one
 * by one. Kept by triggers, so that no path around them exists. */
static const char *const version_2[] = {
  "CREATE TABLE certificate_count ("
  " ca_row INTEGER NOT NULL REFERENCES ca (row),"
  " day INTEGER NOT NULL,"
  " n_issued INTEGER NOT NULL CHECK (n_issued >= 1),"
  " n_revoked INTEGER NOT NULL CHECK (n_revoked BETWEEN 0 AND n_issued),"
  " last_revoked_at INTEGER,"
  " PRIMARY KEY (ca_row, day)"
  ") STRICT, WITHOUT ROWID",
  "INSERT INTO certificate_count (ca_row, day, n_issued, n_revoked, last_revoked_at)"
  " SELECT ca_row, not_after / 86400, count(*), count(revoked_at), max(revoked_at) FROM certificate"
  " GROUP BY ca_row, not_after / 86400",
  KEEP ("certificate_count"),
  "CREATE TRIGGER certificate_is_counted AFTER INSERT ON certificate BEGIN"
  " INSERT INTO certificate_count (ca_row, day, n_issued, n_revoked, last_revoked_at)"
  " VALUES (NEW.ca_row, NEW.not_after / 86400, 1, NEW.revoked_at IS NOT NULL, NEW.revoked_at)"
  " ON CONFLICT (ca_row, day) DO UPDATE SET n_issued = n_issued + 1,"
  " n_revoked = n_revoked + excluded.n_revoked,"
  " last_revoked_at = CASE WHEN coalesce(last_revoked_at, 0) >= coalesce(NEW.revoked_at, 0)"
  " THEN last_revoked_at ELSE NEW.revoked_at END; END",
  "CREATE TRIGGER revocation_is_counted AFTER UPDATE OF revoked_at ON certificate"
  " WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL BEGIN"
  " UPDATE certificate_count SET n_revoked = n_revoked + 1,"
  " last_revoked_at = CASE WHEN last_revoked_at >= NEW.revoked_at THEN last_revoked_at"
  " ELSE NEW.revoked_at END"
  " WHERE ca_row = NEW.ca_row AND day = NEW.not_after / 86400; END",
  NULL,
};

static const char *const version_3[] = {
  /* Of a deleted authority whose window has ended: when its key went. Of one that replaces another:
   * which. */
  "ALTER TABLE ca ADD COLUMN key_destroyed_at INTEGER",
  "ALTER TABLE ca ADD COLUMN predecessor TEXT REFERENCES ca (id)",
  "CREATE INDEX ca_by_predecessor ON ca (predecessor) WHERE predecessor IS NOT NULL",
  "CREATE TRIGGER ca_key_stays_destroyed BEFORE INSERT ON ca_key"
  " WHEN (SELECT key_destroyed_at FROM ca WHERE id = NEW.ca) IS NOT NULL"
  " BEGIN SELECT RAISE (ABORT, 'a destroyed key never comes back'); END",

  /* What a service (the renewal of certificates) may do with an authority; actions with commas. */
  "CREATE TABLE ca_permission ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " principal TEXT NOT NULL CHECK (length(principal) BETWEEN 1 AND 128),"
  " source_account TEXT NOT NULL CHECK (length(source_account) = 12),"
  " actions TEXT NOT NULL CHECK (length(actions) > 0),"
  " created_at INTEGER NOT NULL,"
  " PRIMARY KEY (ca, principal, source_account)"
  ") STRICT",

  /* Where certificates say that lists and answers are, in the service's way. */
  "ALTER TABLE ca ADD COLUMN crl_cname TEXT",
  "ALTER TABLE ca ADD COLUMN crl_path TEXT",
  "ALTER TABLE ca ADD COLUMN crl_omitted INTEGER NOT NULL DEFAULT 0"
  " CHECK (crl_omitted IN (0, 1))",
  "ALTER TABLE ca ADD COLUMN ocsp_cname TEXT",

  /* Parts of partitioned CRLs. Each certificate is bound to its part when it is issued: the address
   * of the part stands in it. Of a part's list only the newest is kept; the log has the others. */
  "CREATE TABLE crl_part ("
  " row INTEGER NOT NULL PRIMARY KEY,"
  " id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),"
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " url TEXT NOT NULL CHECK (length(url) > 0),"
  " opened_at INTEGER NOT NULL,"
  " n_certificates INTEGER NOT NULL CHECK (n_certificates >= 0),"
  " last_not_after INTEGER NOT NULL"
  ") STRICT",
  "CREATE INDEX crl_part_by_ca ON crl_part (ca)",
  KEEP ("crl_part"),
  "CREATE TRIGGER crl_part_is_frozen BEFORE UPDATE OF row, id, ca, url, opened_at ON crl_part"
  " BEGIN SELECT RAISE (ABORT, 'a part stays where its certificates say that it is'); END",
  "CREATE TABLE crl_part_list ("
  " part INTEGER NOT NULL PRIMARY KEY REFERENCES crl_part (row),"
  " number INTEGER NOT NULL CHECK (number >= 0),"
  " this_update INTEGER NOT NULL,"
  " next_update INTEGER NOT NULL CHECK (next_update > this_update),"
  " n_entries INTEGER NOT NULL CHECK (n_entries >= 0),"
  " der BLOB NOT NULL CHECK (length(der) > 0)"
  ") STRICT",
  KEEP ("crl_part_list"),
  "CREATE TRIGGER crl_part_number_grows BEFORE UPDATE ON crl_part_list"
  " WHEN NEW.number <= OLD.number OR NEW.part <> OLD.part"
  " BEGIN SELECT RAISE (ABORT, 'the number of a list only grows'); END",
  "ALTER TABLE certificate ADD COLUMN crl_part INTEGER REFERENCES crl_part (row)",
  "CREATE TRIGGER certificate_part_is_frozen BEFORE UPDATE OF crl_part ON certificate"
  " BEGIN SELECT RAISE (ABORT, 'certificate rows are never changed'); END",
  "CREATE INDEX certificate_revoked_by_part ON certificate (crl_part, revoked_at)"
  " WHERE revoked_at IS NOT NULL",
  /* Whether anybody still needs the complete list. */
  "CREATE INDEX certificate_without_part ON certificate (ca_row, not_after)"
  " WHERE crl_part IS NULL",

  /* What was laid out for a web server, where and until when it is good. */
  "CREATE TABLE publication ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " directory TEXT NOT NULL CHECK (length(directory) > 0),"
  " published_at INTEGER NOT NULL,"
  " ocsp_next_update INTEGER,"
  " PRIMARY KEY (ca, directory)"
  ") STRICT",

  /* Answers to calls that may be repeated, for five minutes. */
  "CREATE TABLE idempotency ("
  " requester TEXT NOT NULL REFERENCES principal (id),"
  " operation TEXT NOT NULL CHECK (length(operation) > 0),"
  " token TEXT NOT NULL CHECK (length(token) BETWEEN 1 AND 36),"
  " parameters TEXT NOT NULL CHECK (length(parameters) = 64),"
  " answer TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " PRIMARY KEY (requester, operation, token)"
  ") STRICT",
  "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
  NULL,
};

/* Who may do what, beyond roles: invitations, guardrails, managed permissions, shares, two persons,
 * alerts; and what each change of state was signed as. */
static const char *const version_4[] = {
  /* Of a principal that was invited: the digest of its one-time code. An invited principal with
   * certificates has enrolled and waits to be confirmed. */
  "CREATE TABLE invitation ("
  " principal TEXT NOT NULL PRIMARY KEY REFERENCES principal (id),"
  " code_digest TEXT NOT NULL CHECK (length(code_digest) = 64),"
  " created_at INTEGER NOT NULL,"
  " expires_at INTEGER NOT NULL"
  ") STRICT",

  "CREATE TABLE role_tag ("
  " role TEXT NOT NULL REFERENCES role (id),"
  " key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),"
  " value TEXT NOT NULL CHECK (length(value) <= 256),"
  " PRIMARY KEY (role, key)"
  ") STRICT",

  /* A guardrail without accounts limits all of them. */
  "CREATE TABLE guardrail ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),"
  " document TEXT NOT NULL CHECK (length(document) > 0),"
  " created_at INTEGER NOT NULL"
  ") STRICT",
  "CREATE TABLE guardrail_account ("
  " guardrail TEXT NOT NULL REFERENCES guardrail (id),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " PRIMARY KEY (guardrail, account)"
  ") STRICT",

  /* The organisation's own managed permissions; the service's seven are data of the program. Of a
   * deleted one the name stays, for reports and old shares. */
  "CREATE TABLE permission ("
  " name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 36),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " default_version INTEGER NOT NULL CHECK (default_version >= 1),"
  " created_at INTEGER NOT NULL,"
  " deleted_at INTEGER"
  ") STRICT",
  "CREATE TABLE permission_version ("
  " permission TEXT NOT NULL REFERENCES permission (name),"
  " number INTEGER NOT NULL CHECK (number >= 1),"
  " template TEXT NOT NULL CHECK (length(template) > 0),"
  " created_at INTEGER NOT NULL,"
  " PRIMARY KEY (permission, number)"
  ") STRICT",
  FREEZE ("permission_version"),

  /* The consumer is an account number, or the UUID of a role or of a principal. The permission is a
   * name of either kind; version 0 is the service's own. Rows stay when the share has ended. */
  "CREATE TABLE share ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),"
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " consumer_kind TEXT NOT NULL CHECK (consumer_kind IN ('ACCOUNT', 'ROLE', 'PRINCIPAL')),"
  " consumer TEXT NOT NULL CHECK (length(consumer) BETWEEN 12 AND 36),"
  " consumer_account TEXT NOT NULL REFERENCES account (number),"
  " permission TEXT NOT NULL CHECK (length(permission) > 0),"
  " permission_version INTEGER NOT NULL CHECK (permission_version >= 0),"
  " signing TEXT NOT NULL CHECK (signing IN ('REQUEST', 'HERE')),"
  " feature_set TEXT NOT NULL CHECK (feature_set IN ('STANDARD', 'CREATED_FROM_POLICY')),"
  " status TEXT NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'REJECTED', 'EXPIRED', 'LEFT',"
  "  'DELETED')),"
  " created_at INTEGER NOT NULL,"
  " expires_at INTEGER,"
  " answered_at INTEGER,"
  " ended_at INTEGER"
  ") STRICT",
  "CREATE UNIQUE INDEX share_by_name ON share (name) WHERE status IN ('PENDING', 'ACTIVE')",
  "CREATE INDEX share_by_ca ON share (ca)",
  "CREATE INDEX share_by_consumer ON share (consumer_account)",
  KEEP ("share"),
  "CREATE TRIGGER share_is_frozen BEFORE UPDATE OF id, name, ca, consumer_kind, consumer,"
  " consumer_account, created_at ON share"
  " BEGIN SELECT RAISE (ABORT, 'a share stays with what it is of and for'); END",
  "CREATE TABLE share_tag ("
  " share TEXT NOT NULL REFERENCES share (id),"
  " key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),"
  " value TEXT NOT NULL CHECK (length(value) <= 256),"
  " PRIMARY KEY (share, key)"
  ") STRICT",

  /* What people of a share "by request" asked for, until the owner's side signs it. Parameters are
   * those of IssueCertificate or RevokeCertificate, canonical. */
  "CREATE TABLE signing_request ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " requester TEXT NOT NULL REFERENCES principal (id),"
  " role TEXT NOT NULL REFERENCES role (id),"
  " operation TEXT NOT NULL CHECK (length(operation) > 0),"
  " parameters TEXT NOT NULL CHECK (length(parameters) > 0),"
  " status TEXT NOT NULL CHECK (status IN ('WAITING', 'SIGNED', 'REFUSED')),"
  " requested_at INTEGER NOT NULL,"
  " answered_at INTEGER,"
  " serial TEXT,"
  " problem TEXT,"
  " reason TEXT"
  ") STRICT",
  "CREATE INDEX signing_request_waiting ON signing_request (ca) WHERE status = 'WAITING'",
  "CREATE INDEX signing_request_by_requester ON signing_request (requester)",
  KEEP ("signing_request"),

  /* Two persons. */
  "ALTER TABLE ca ADD COLUMN dual_control INTEGER NOT NULL DEFAULT 0"
  " CHECK (dual_control IN (0, 1))",
  "CREATE TABLE approver ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " principal TEXT NOT NULL REFERENCES principal (id),"
  " added_at INTEGER NOT NULL,"
  " PRIMARY KEY (ca, principal)"
  ") STRICT",
  /* request is the canonical text that both persons sign (esp-approval.h); ca is NULL where it
   * touches several or none. */
  "CREATE TABLE approval ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " ca TEXT REFERENCES ca (id),"
  " operation TEXT NOT NULL CHECK (length(operation) > 0),"
  " requester TEXT NOT NULL REFERENCES principal (id),"
  " role TEXT NOT NULL REFERENCES role (id),"
  " request TEXT NOT NULL CHECK (length(request) > 0),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64),"
  " request_signature BLOB NOT NULL CHECK (length(request_signature) = 64),"
  " status TEXT NOT NULL CHECK (status IN ('WAITING', 'APPROVED', 'DONE', 'REFUSED', 'WITHDRAWN',"
  "  'EXPIRED', 'FAILED')),"
  " requested_at INTEGER NOT NULL,"
  " expires_at INTEGER NOT NULL,"
  " approver TEXT REFERENCES principal (id),"
  " approval_signature BLOB CHECK (length(approval_signature) = 64),"
  " decided_at INTEGER,"
  " reason TEXT,"
  " result TEXT,"
  " key_part BLOB,"
  " CHECK (approver IS NULL OR approver <> requester)"
  ") STRICT",
  "CREATE INDEX approval_waiting ON approval (ca) WHERE status IN ('WAITING', 'APPROVED')",
  KEEP ("approval"),
  "CREATE TRIGGER approval_is_frozen BEFORE UPDATE OF id, ca, operation, requester, role, request,"
  " digest, request_signature, requested_at, expires_at ON approval"
  " BEGIN SELECT RAISE (ABORT, 'a request is never changed'); END",

  /* To whom the key of an authority is sealed now, and since when it should be sealed anew. Without
   * a row in ca_key_recipient the envelope is older than this table: then it is asked itself. */
  "CREATE TABLE ca_key_recipient ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " principal TEXT NOT NULL REFERENCES principal (id),"
  " PRIMARY KEY (ca, principal)"
  ") STRICT",
  "ALTER TABLE ca_key ADD COLUMN reseal_since INTEGER",
  /* Split control: of each pair of holders, the part of each, sealed to it. With rows here the
   * envelope in ca_key opens by the joined secret alone (and by the recovery identity). */
  "CREATE TABLE ca_key_part ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " holder TEXT NOT NULL REFERENCES principal (id),"
  " partner TEXT NOT NULL REFERENCES principal (id),"
  " envelope BLOB NOT NULL CHECK (length(envelope) > 0),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64),"
  " PRIMARY KEY (ca, holder, partner),"
  " CHECK (holder <> partner)"
  ") STRICT",

  /* What somebody should look at: one for each event that a rule of esp-alert.h names. */
  "CREATE TABLE alert ("
  " row INTEGER NOT NULL PRIMARY KEY,"
  " event INTEGER NOT NULL,"
  " kind TEXT NOT NULL CHECK (length(kind) > 0),"
  " ca TEXT REFERENCES ca (id),"
  " created_at INTEGER NOT NULL,"
  " arguments TEXT NOT NULL,"
  " acknowledged_by TEXT REFERENCES principal (id),"
  " acknowledged_at INTEGER"
  ") STRICT",
  "CREATE INDEX alert_open ON alert (row) WHERE acknowledged_at IS NULL",
  KEEP ("alert"),

  /* The digest that the newest event about a row has signed; of removed rows there is none. Large
   * tables are compared in the background, the others at open. */
  "CREATE TABLE row_digest ("
  " name TEXT NOT NULL,"
  " key TEXT NOT NULL,"
  " digest BLOB NOT NULL CHECK (length(digest) = 32),"
  " event INTEGER NOT NULL,"
  " PRIMARY KEY (name, key)"
  ") STRICT, WITHOUT ROWID",
  /* Signed states of the log that this vault gave out. */
  "CREATE TABLE checkpoint ("
  " size INTEGER NOT NULL PRIMARY KEY CHECK (size >= 1),"
  " text TEXT NOT NULL CHECK (length(text) > 0),"
  " created_at INTEGER NOT NULL"
  ") STRICT",
  /* After a restore: serials that were given out by what was lost, and are revoked all the same. */
  "CREATE TABLE unknown_revocation ("
  " ca TEXT NOT NULL REFERENCES ca (id),"
  " serial TEXT NOT NULL CHECK (length(serial) BETWEEN 1 AND 64)"
  "  CHECK (serial NOT GLOB '*[^0-9a-f]*'),"
  " revoked_at INTEGER NOT NULL CHECK (revoked_at > 0),"
  " revocation_reason INTEGER NOT NULL CHECK (revocation_reason BETWEEN 0 AND 10),"
  " PRIMARY KEY (ca, serial)"
  ") STRICT",
  KEEP ("unknown_revocation"),
  FREEZE ("unknown_revocation"),
  /* Added to the size of the log for the numbers of lists: raised by a restore. */
  "ALTER TABLE ca ADD COLUMN crl_number_offset INTEGER NOT NULL DEFAULT 0"
  " CHECK (crl_number_offset >= 0)",
  NULL,
};

/* The recovery identity acts in a role that has no row: what it asks for has none here. Everything
 * else stays as it was, byte by byte, since the rows are signed. */
static const char *const version_5[] = {
  "CREATE TEMP TABLE approval_before AS SELECT * FROM main.approval",
  "DROP TABLE main.approval",
  "CREATE TABLE main.approval ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " ca TEXT REFERENCES ca (id),"
  " operation TEXT NOT NULL CHECK (length(operation) > 0),"
  " requester TEXT NOT NULL REFERENCES principal (id),"
  " role TEXT REFERENCES role (id),"
  " request TEXT NOT NULL CHECK (length(request) > 0),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64),"
  " request_signature BLOB NOT NULL CHECK (length(request_signature) = 64),"
  " status TEXT NOT NULL CHECK (status IN ('WAITING', 'APPROVED', 'DONE', 'REFUSED', 'WITHDRAWN',"
  "  'EXPIRED', 'FAILED')),"
  " requested_at INTEGER NOT NULL,"
  " expires_at INTEGER NOT NULL,"
  " approver TEXT REFERENCES principal (id),"
  " approval_signature BLOB CHECK (length(approval_signature) = 64),"
  " decided_at INTEGER,"
  " reason TEXT,"
  " result TEXT,"
  " key_part BLOB,"
  " CHECK (approver IS NULL OR approver <> requester)"
  ") STRICT",
  "INSERT INTO approval (id, ca, operation, requester, role, request, digest, request_signature,"
  " status, requested_at, expires_at, approver, approval_signature, decided_at, reason, result,"
  " key_part)"
  " SELECT id, ca, operation, requester, role, request, digest, request_signature, status,"
  " requested_at, expires_at, approver, approval_signature, decided_at, reason, result, key_part"
  " FROM temp.approval_before",
  "DROP TABLE IF EXISTS temp.approval_before",
  "CREATE INDEX approval_waiting ON approval (ca) WHERE status IN ('WAITING', 'APPROVED')",
  KEEP ("approval"),
  "CREATE TRIGGER approval_is_frozen BEFORE UPDATE OF id, ca, operation, requester, role, request,"
  " digest, request_signature, requested_at, expires_at ON approval"
  " BEGIN SELECT RAISE (ABORT, 'a request is never changed'); END",
  NULL,
};

/* An audit report may be of an account, or of everything: then it has no authority. Rows that are
 * there stay as they are, byte by byte, since they are signed; what is not said is not signed. */
static const char *const version_6[] = {
  "CREATE TEMP TABLE report_before AS SELECT * FROM main.report",
  "DROP TABLE main.report",
  "CREATE TABLE main.report ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " ca TEXT REFERENCES ca (id),"
  " account TEXT REFERENCES account (number),"
  " format TEXT NOT NULL CHECK (length(format) BETWEEN 1 AND 16),"
  " created_at INTEGER NOT NULL,"
  " n_rows INTEGER NOT NULL CHECK (n_rows >= 0),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64) CHECK (digest NOT GLOB '*[^0-9a-f]*'),"
  " requester TEXT NOT NULL,"
  " CHECK (ca IS NULL OR account IS NULL)"
  ") STRICT",
  "INSERT INTO report (id, ca, format, created_at, n_rows, digest, requester)"
  " SELECT id, ca, format, created_at, n_rows, digest, requester FROM temp.report_before",
  "DROP TABLE IF EXISTS temp.report_before",
  "CREATE INDEX report_by_ca ON report (ca, created_at)",
  "CREATE INDEX report_by_time ON report (created_at)",
  KEEP ("report"),
  FREEZE ("report"),
  NULL,
};

/* Two vaults over files: keys that sign them, vaults that are known, and what was asked there or
 * here. A partner without a principal only answers. Rows stay; an exchange is answered once. */
static const char *const exchange_files[] = {
  "CREATE TABLE exchange_identity ("
  " principal TEXT NOT NULL PRIMARY KEY REFERENCES principal (id),"
  " certificate BLOB NOT NULL CHECK (length(certificate) > 0),"
  " envelope BLOB NOT NULL CHECK (length(envelope) > 0),"
  " created_at INTEGER NOT NULL"
  ") STRICT",

  "CREATE TABLE exchange_partner ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),"
  " vault TEXT NOT NULL CHECK (length(vault) = 36),"
  " certificate BLOB NOT NULL CHECK (length(certificate) > 0),"
  " principal TEXT REFERENCES principal (id),"
  " role TEXT,"
  " added_at INTEGER NOT NULL,"
  " removed_at INTEGER,"
  " CHECK ((principal IS NULL) = (role IS NULL))"
  ") STRICT",
  "CREATE UNIQUE INDEX exchange_partner_by_name ON exchange_partner (name)"
  " WHERE removed_at IS NULL",
  KEEP ("exchange_partner"),
  "CREATE TRIGGER exchange_partner_is_frozen BEFORE UPDATE OF id, name, vault, certificate,"
  " principal, role, added_at ON exchange_partner"
  " BEGIN SELECT RAISE (ABORT, 'a partner stays who it is'); END",

  "CREATE TABLE exchange ("
  " direction TEXT NOT NULL CHECK (direction IN ('SENT', 'RECEIVED')),"
  " partner TEXT NOT NULL REFERENCES exchange_partner (id),"
  " id TEXT NOT NULL CHECK (length(id) = 32) CHECK (id NOT GLOB '*[^0-9a-f]*'),"
  " account TEXT NOT NULL REFERENCES account (number),"
  " digest TEXT NOT NULL CHECK (length(digest) = 64) CHECK (digest NOT GLOB '*[^0-9a-f]*'),"
  " request BLOB NOT NULL CHECK (length(request) > 0),"
  " response BLOB CHECK (length(response) > 0),"
  " created_at INTEGER NOT NULL,"
  " expires_at INTEGER NOT NULL,"
  " answered_at INTEGER,"
  " PRIMARY KEY (direction, id),"
  " CHECK ((response IS NULL) = (answered_at IS NULL))"
  ") STRICT",
  "CREATE INDEX exchange_by_time ON exchange (created_at)",
  KEEP ("exchange"),
  "CREATE TRIGGER exchange_is_frozen BEFORE UPDATE OF direction, partner, id, account, digest,"
  " request, created_at, expires_at ON exchange"
  " BEGIN SELECT RAISE (ABORT, 'what was asked is never changed'); END",
  "CREATE TRIGGER exchange_is_answered_once BEFORE UPDATE OF response, answered_at ON exchange"
  " WHEN OLD.response IS NOT NULL"
  " BEGIN SELECT RAISE (ABORT, 'an answer is never changed'); END",
  NULL,
};

/* A hierarchy that leaves for another vault, and one that came from one: the entries of the old log
 * about it, with what proves them. */
static const char *const handovers[] = {
  "ALTER TABLE ca ADD COLUMN handed_over_at INTEGER CHECK (handed_over_at > 0)",
  "CREATE TABLE handover ("
  " id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),"
  " vault TEXT NOT NULL CHECK (length(vault) = 36),"
  " organization TEXT NOT NULL,"
  " received_at INTEGER NOT NULL,"
  " digest TEXT NOT NULL CHECK (length(digest) = 64) CHECK (digest NOT GLOB '*[^0-9a-f]*'),"
  " checkpoint TEXT NOT NULL CHECK (length(checkpoint) > 0)"
  ") STRICT",
  KEEP ("handover"),
  FREEZE ("handover"),
  "CREATE TABLE handover_person ("
  " handover TEXT NOT NULL REFERENCES handover (id),"
  " fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),"
  " principal TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " certificate BLOB NOT NULL CHECK (length(certificate) > 0),"
  " PRIMARY KEY (handover, fingerprint)"
  ") STRICT",
  KEEP ("handover_person"),
  FREEZE ("handover_person"),
  "CREATE TABLE handover_event ("
  " row INTEGER NOT NULL PRIMARY KEY,"
  " handover TEXT NOT NULL REFERENCES handover (id),"
  " sequence INTEGER NOT NULL CHECK (sequence >= 1),"
  " text TEXT NOT NULL CHECK (length(text) > 0),"
  " signature BLOB NOT NULL CHECK (length(signature) = 64),"
  " path BLOB NOT NULL CHECK (length(path) % 32 = 0),"
  " UNIQUE (handover, sequence)"
  ") STRICT",
  KEEP ("handover_event"),
  FREEZE ("handover_event"),
  NULL,
};

static const EspSchemaStep steps[] = {
  { 1, version_1 }, { 2, version_2 }, { 3, version_3 },      { 4, version_4 },
  { 5, version_5 }, { 6, version_6 }, { 7, exchange_files }, { 8, handovers },
};

const EspSchemaStep *
esp_schema_steps (gsize *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}
