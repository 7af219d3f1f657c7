/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every sentence with which the validation of a path explains itself: id, check, verdict, citation
 * (or NULL), English sentence. Included several times with another ESP_PATH_REASON, so it has no
 * include guard. {name} stands for an argument. Whom it concerns, the step, is printed before it.
 */
/* names and chaining */
ESP_PATH_REASON (NAME_CHAINED, NAME, GOOD, "RFC 5280, 6.1.3 (a) (4)", "its issuer is the subject of the certificate above it")
ESP_PATH_REASON (NAME_ANCHOR, NAME, GOOD, "RFC 5280, 6.1.1 (d)", "it is trusted as it was given")
ESP_PATH_REASON (NAME_MISMATCH, NAME, BAD, "RFC 5280, 6.1.3 (a) (4)", "its issuer is \"{issuer}\", and the certificate above it is for \"{subject}\"")
ESP_PATH_REASON (NAME_ISSUER_EMPTY, NAME, BAD, "RFC 5280, 4.1.2.4", "it names no issuer")
ESP_PATH_REASON (NAME_SUBJECT_EMPTY, NAME, BAD, "RFC 5280, 4.1.2.6", "it is an authority without a name")
ESP_PATH_REASON (NAME_KEY_IDENTIFIER, NAME, BAD, "RFC 5280, 4.2.1.1", "it was issued with the key {wanted}, and the certificate above it has the key {found}")
ESP_PATH_REASON (NAME_KEY_IDENTIFIER_SELF, NAME, BAD, "RFC 5280, 4.2.1.1", "it signs itself and says that the key {wanted} did it, and its own is {found}")
ESP_PATH_REASON (NAME_ISSUER_MISSING, NAME, BAD, "RFC 5280, 6.1", "its issuer \"{issuer}\" is neither among the certificates given nor trusted; add the certificate of that authority")
ESP_PATH_REASON (NAME_ROOT_UNTRUSTED, NAME, BAD, "RFC 5280, 6.1", "it signs itself and is not among the trusted certificates")
ESP_PATH_REASON (NAME_LOOP, NAME, BAD, "RFC 5280, 6.1", "those who could have issued it are in this path already, so it leads to nothing that is trusted")
/* signature */
ESP_PATH_REASON (SIGNATURE_GOOD, SIGNATURE, GOOD, "RFC 5280, 6.1.3 (a) (1)", "the key of the certificate above it signed it ({algorithm})")
ESP_PATH_REASON (SIGNATURE_BAD, SIGNATURE, BAD, "RFC 5280, 6.1.3 (a) (1)", "the key of the certificate above it did not sign it, or it was changed afterwards")
ESP_PATH_REASON (SIGNATURE_ALGORITHMS, SIGNATURE, BAD, "RFC 5280, 4.1.1.2", "it names two different signature algorithms, inside and outside of what is signed")
ESP_PATH_REASON (SIGNATURE_KEY, SIGNATURE, BAD, "RFC 5280, 6.1.4 (d)", "the key of the certificate above it can't be read, so nothing it signed can be believed")
ESP_PATH_REASON (SIGNATURE_ANCHOR, SIGNATURE, NOT_CHECKED, NULL, "nobody vouches for a trusted certificate")
/* validity */
ESP_PATH_REASON (VALIDITY_GOOD, VALIDITY, GOOD, "RFC 5280, 6.1.3 (a) (2)", "{time} is within its validity, {start} to {end}")
ESP_PATH_REASON (VALIDITY_LAST_SECOND, VALIDITY, GOOD, "RFC 5280, 4.1.2.5", "{time} is the last second of its validity; some programs call it expired already")
ESP_PATH_REASON (VALIDITY_EXPIRED, VALIDITY, BAD, "RFC 5280, 6.1.3 (a) (2)", "it ended at {end}, and {time} is later")
ESP_PATH_REASON (VALIDITY_NOT_YET, VALIDITY, BAD, "RFC 5280, 6.1.3 (a) (2)", "it begins at {start}, and {time} is earlier")
/* basic constraints */
ESP_PATH_REASON (CONSTRAINTS_CA, BASIC_CONSTRAINTS, GOOD, "RFC 5280, 6.1.4 (k)", "it is an authority")
ESP_PATH_REASON (CONSTRAINTS_VERSION, BASIC_CONSTRAINTS, BAD, "RFC 5280, 6.1.4 (k)", "it is no version 3 certificate, so it can't say that it is an authority")
ESP_PATH_REASON (CONSTRAINTS_MISSING, BASIC_CONSTRAINTS, BAD, "RFC 5280, 6.1.4 (k)", "it has no basic constraints, so it is no authority and can issue nothing")
ESP_PATH_REASON (CONSTRAINTS_NOT_CA, BASIC_CONSTRAINTS, BAD, "RFC 5280, 6.1.4 (k)", "its basic constraints say that it is no authority, so it can issue nothing")
/* path length */
ESP_PATH_REASON (LENGTH_UNLIMITED, PATH_LENGTH, GOOD, "RFC 5280, 4.2.1.9", "it sets no limit on the authorities below it; there are {count}")
ESP_PATH_REASON (LENGTH_GOOD, PATH_LENGTH, GOOD, "RFC 5280, 6.1.4 (m)", "it allows {limit} authorities below it, and there are {count}")
ESP_PATH_REASON (LENGTH_EXCEEDED, PATH_LENGTH, BAD, "RFC 5280, 6.1.4 (l)", "it allows {limit} authorities below it, and there are {count}")
ESP_PATH_REASON (LENGTH_DEPTH, PATH_LENGTH, BAD, NULL, "{count} authorities stand between it and the trusted certificate, and at most {limit} were asked for")
/* key usage */
ESP_PATH_REASON (USAGE_SIGNS, KEY_USAGE, GOOD, "RFC 5280, 6.1.4 (n)", "its key may sign certificates")
ESP_PATH_REASON (USAGE_LEFT_OUT, KEY_USAGE, GOOD, "RFC 5280, 4.2.1.3", "it has no key usage, so its key may be used for anything")
ESP_PATH_REASON (USAGE_FITS, KEY_USAGE, GOOD, "RFC 5280, 4.2.1.3", "its key usage ({usage}) fits the purpose")
ESP_PATH_REASON (USAGE_NO_SIGN, KEY_USAGE, BAD, "RFC 5280, 6.1.4 (n)", "its key may not sign certificates: its key usage is {usage}")
ESP_PATH_REASON (USAGE_UNFIT, KEY_USAGE, BAD, "RFC 5280, 4.2.1.3", "its key usage is {usage}, and a {purpose} needs one of {wanted}")
/* extended key usage */
ESP_PATH_REASON (PURPOSE_LEFT_OUT, EXTENDED_KEY_USAGE, GOOD, "RFC 5280, 4.2.1.12", "it has no extended key usage, so it limits no purpose")
ESP_PATH_REASON (PURPOSE_FITS, EXTENDED_KEY_USAGE, GOOD, "RFC 5280, 4.2.1.12", "its extended key usage allows {purpose}")
ESP_PATH_REASON (PURPOSE_NESTED, EXTENDED_KEY_USAGE, GOOD, "RFC 5280, 4.2.1.12", "its extended key usages are {purposes}")
ESP_PATH_REASON (PURPOSE_UNFIT, EXTENDED_KEY_USAGE, BAD, "RFC 5280, 4.2.1.12", "its extended key usages are {purposes}, and {purpose} is asked for")
ESP_PATH_REASON (PURPOSE_ANY, EXTENDED_KEY_USAGE, BAD, "RFC 5280, 4.2.1.12", "its extended key usages are {purposes}; for {purpose} it must be named")
ESP_PATH_REASON (PURPOSE_NONE_LEFT, EXTENDED_KEY_USAGE, BAD, "RFC 5280, 4.2.1.12", "its extended key usages are {purposes}; none of those below it is among them, so no purpose is left")
/* name constraints */
ESP_PATH_REASON (NAMES_FREE, NAME_CONSTRAINTS, GOOD, "RFC 5280, 6.1.3 (b) and (c)", "no authority above it limits its names")
ESP_PATH_REASON (NAMES_WITHIN, NAME_CONSTRAINTS, GOOD, "RFC 5280, 6.1.3 (b) and (c)", "each of its {count} names is within what the authorities above it allow")
ESP_PATH_REASON (NAMES_SELF_ISSUED, NAME_CONSTRAINTS, GOOD, "RFC 5280, 6.1.3 (b)", "its issuer has its own name, so the limits on names do not concern it")
ESP_PATH_REASON (NAMES_NOT_PERMITTED, NAME_CONSTRAINTS, BAD, "RFC 5280, 6.1.3 (b)", "its name {name} is outside of what \"{authority}\" permits")
ESP_PATH_REASON (NAMES_EXCLUDED, NAME_CONSTRAINTS, BAD, "RFC 5280, 6.1.3 (c)", "its name {name} is within {subtree}, which \"{authority}\" excludes")
ESP_PATH_REASON (NAMES_UNSUPPORTED, NAME_CONSTRAINTS, BAD, "RFC 5280, 4.2.1.10", "it has the name {name}, and \"{authority}\" limits names of this kind, which can't be judged here")
ESP_PATH_REASON (NAMES_MALFORMED, NAME_CONSTRAINTS, BAD, "RFC 5280, 4.2.1.10", "its name {name} is none that can be held against the limits of \"{authority}\"")
ESP_PATH_REASON (NAMES_SUBTREE, NAME_CONSTRAINTS, BAD, "RFC 5280, 4.2.1.10", "the limit {subtree} that it sets on names is not well formed")
ESP_PATH_REASON (NAMES_TOO_MANY, NAME_CONSTRAINTS, CANNOT_TELL, NULL, "it has so many names, and the authorities above it so many limits, that they were not all compared (more than {limit} times)")
/* policies */
ESP_PATH_REASON (POLICIES_FREE, POLICIES, GOOD, "RFC 5280, 6.1.5 (g)", "no policy is required")
ESP_PATH_REASON (POLICIES_VALID, POLICIES, GOOD, "RFC 5280, 6.1.5 (g)", "these policies are valid for the path: {policies}")
ESP_PATH_REASON (POLICIES_NONE, POLICIES, BAD, "RFC 5280, 6.1.3 (f)", "a policy is required from here on, and no policy is valid for the path any more")
ESP_PATH_REASON (POLICIES_NOT_WANTED, POLICIES, BAD, "RFC 5280, 6.1.5 (g)", "a policy is required, and none of the wanted ones is valid for the path")
ESP_PATH_REASON (POLICIES_MAPPED_ANY, POLICIES, BAD, "RFC 5280, 6.1.4 (a)", "it maps anyPolicy, which must not be mapped")
ESP_PATH_REASON (POLICIES_CONSTRAINT, POLICIES, BAD, "RFC 5280, 4.2.1.11", "what it says of policies for the path below it is not well formed")
/* revocation */
ESP_PATH_REASON (REVOCATION_OFF, REVOCATION, NOT_CHECKED, NULL, "it was not looked up in revocation lists, because none were given or asked for")
ESP_PATH_REASON (REVOCATION_ANCHOR, REVOCATION, NOT_CHECKED, NULL, "a trusted certificate is on nobody's revocation list")
ESP_PATH_REASON (REVOCATION_GOOD, REVOCATION, GOOD, "RFC 5280, 6.3.3", "it is not revoked by the list of \"{issuer}\" from {update}")
ESP_PATH_REASON (REVOCATION_REVOKED, REVOCATION, BAD, "RFC 5280, 6.3.3", "it was revoked at {when} ({reason}) by \"{issuer}\"")
ESP_PATH_REASON (REVOCATION_MISSING, REVOCATION, CANNOT_TELL, "RFC 5280, 6.3.3", "no revocation list of \"{issuer}\" that covers it was given")
ESP_PATH_REASON (REVOCATION_STALE, REVOCATION, CANNOT_TELL, "RFC 5280, 6.3.3 (a)", "the revocation list of \"{issuer}\" was to be renewed at {next}, and {time} is later")
ESP_PATH_REASON (REVOCATION_EARLY, REVOCATION, CANNOT_TELL, "RFC 5280, 5.1.2.4", "the revocation list of \"{issuer}\" is from {update}, and {time} is earlier")
ESP_PATH_REASON (REVOCATION_NO_END, REVOCATION, CANNOT_TELL, "RFC 5280, 5.1.2.5", "the revocation list of \"{issuer}\" does not say when it is to be renewed")
ESP_PATH_REASON (REVOCATION_NUMBER, REVOCATION, CANNOT_TELL, "RFC 5280, 5.2.3", "the revocation list of \"{issuer}\" has no number, or has it as a critical extension")
ESP_PATH_REASON (REVOCATION_EXTENSION, REVOCATION, CANNOT_TELL, "RFC 5280, 5.2", "the revocation list of \"{issuer}\" has a critical extension that is not understood, or one that is damaged")
ESP_PATH_REASON (REVOCATION_SIGNER, REVOCATION, CANNOT_TELL, "RFC 5280, 6.3.3 (f)", "nobody who may sign revocation lists for \"{issuer}\" signed the one that was given")
ESP_PATH_REASON (REVOCATION_PARTS, REVOCATION, CANNOT_TELL, "RFC 5280, 6.3.3 (l)", "the revocation lists of \"{issuer}\" do not cover all reasons for a revocation")
/* profile */
ESP_PATH_REASON (PROFILE_GOOD, PROFILE, GOOD, "RFC 5280, 4", "it keeps the rules for a {purpose} certificate of its kind")
ESP_PATH_REASON (PROFILE_RULE, PROFILE, BAD, NULL, "{sentence}")
ESP_PATH_REASON (PROFILE_CRITICAL, PROFILE, BAD, "RFC 5280, 4.2", "its extension {extension} is critical and not understood here")
ESP_PATH_REASON (PROFILE_TWICE, PROFILE, BAD, "RFC 5280, 4.2", "its extension {extension} stands in it twice")
ESP_PATH_REASON (PROFILE_DAMAGED, PROFILE, BAD, "RFC 5280, 4.2", "its extension {extension} can't be read")
/* identity */
ESP_PATH_REASON (IDENTITY_OFF, IDENTITY, NOT_CHECKED, NULL, "no name was asked for")
ESP_PATH_REASON (IDENTITY_GOOD, IDENTITY, GOOD, "RFC 9525, 6", "it is for {name}")
ESP_PATH_REASON (IDENTITY_NONE, IDENTITY, BAD, "RFC 9525, 6.1", "it has no alternative name of the kind of {name}; a common name does not count")
ESP_PATH_REASON (IDENTITY_OTHER, IDENTITY, BAD, "RFC 9525, 6", "it is for {names}, and not for {name}")
ESP_PATH_REASON (IDENTITY_SYNTAX, IDENTITY, BAD, "RFC 9525, 6.2", "{name} is no host name, IP address or e-mail address")
/* the second judge */
ESP_PATH_REASON (OPENSSL_AGREES, SECOND_OPINION, GOOD, NULL, "OpenSSL accepts this path as well")
ESP_PATH_REASON (OPENSSL_COMMON_NAME, SECOND_OPINION, GOOD, NULL, "OpenSSL accepts this path, but its clients and those of GnuTLS read the common name as a host here, and refuse it under the limits on names above it")
ESP_PATH_REASON (OPENSSL_REFUSES, SECOND_OPINION, BAD, NULL, "OpenSSL refuses this path: {problem}")
ESP_PATH_REASON (OPENSSL_OFF, SECOND_OPINION, NOT_CHECKED, NULL, "OpenSSL was not asked, because the path is not good")
/* the search */
ESP_PATH_REASON (SEARCH_LENGTH, NAME, CANNOT_TELL, NULL, "the path is so long that it was not followed further")
ESP_PATH_REASON (SEARCH_LIMITED, NAME, CANNOT_TELL, NULL, "the certificates given make more paths than are searched, and none of those found is good; give fewer")
