package org.kmsjca.protection.software.root.tpm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;

/**
 * The root key as a TPM keeps it, and all that is needed to open it. In the store: the sealed
 * object as a TPM 2.0 key file, the rest as text, such as {@code
 * v=1;parent=ecc;name=000b...;tpm=000b...;auth=none;pcrs=sha256:7;values=...;check=...}.
 *
 * @param parent which storage key it is sealed under
 * @param parentName the Name of that key: another one is not salted to
 * @param endorsementName the Name of a primary key of the endorsement hierarchy, which outlives
 *     TPM2_Clear; null when it is not known
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never changed
record TpmEnvelope(
        ParentKind parent,
        byte[] parentName,
        byte @Nullable [] endorsementName,
        SealPolicy policy,
        TpmKeyFile keyFile) {
    private static final String VERSION = "1";
    private static final String CHECK = ";check=";
    private static final int CHECK_LENGTH = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** Describes what the envelope is bound to, for people. */
    String description() {
        return policy.description() + (keyFile.secret() == null ? "" : ", made elsewhere for it");
    }

    SealedRootKey encode(RootKey rootKey, String storeId) {
        String text = text();
        byte[] der = keyFile.der();
        return new SealedRootKey(
                text + CHECK + HEX.formatHex(check(rootKey, storeId, text, der)), der);
    }

    /** Whether the root key is the one that was sealed, for this store, in this envelope. */
    static boolean isRight(RootKey rootKey, String storeId, SealedRootKey sealed) {
        String parameters = sealed.parameters();
        int end = parameters.lastIndexOf(CHECK);
        byte[] expected = check(rootKey, storeId, parameters.substring(0, end), sealed.sealed());
        String told = parameters.substring(end + CHECK.length());
        return MessageDigest.isEqual(
                HEX.formatHex(expected).getBytes(StandardCharsets.US_ASCII),
                told.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] check(RootKey rootKey, String storeId, String text, byte[] der) {
        String context = String.join("\n", storeId, text, HEX.formatHex(TpmCrypto.sha256(der)));
        return Arrays.copyOf(rootKey.derive("TPM envelope", context), CHECK_LENGTH);
    }

    private String text() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("v", VERSION);
        values.put("parent", parent.text());
        values.put("name", HEX.formatHex(parentName));
        if (endorsementName != null) {
            values.put("tpm", HEX.formatHex(endorsementName));
        }
        values.put("auth", policy.pin() ? "pin" : "none");
        if (policy.pcrs() != null) {
            values.put("pcrs", policy.pcrs().toString());
            values.put(
                    "values",
                    String.join(
                            "/",
                            policy.branches().stream()
                                    .map(branch -> String.join(",", branch.byIndex().values()))
                                    .toList()));
        }
        return String.join(
                ";", values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static TpmEnvelope decode(SealedRootKey sealed) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : sealed.parameters().split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("no value in '" + part + "'");
            }
            if (values.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("'" + part + "' comes a second time");
            }
        }
        if (!VERSION.equals(values.get("v")) || sealed.parameters().lastIndexOf(CHECK) < 0) {
            throw new IllegalArgumentException("its version is " + values.get("v"));
        }
        String pcrs = values.get("pcrs");
        PcrSelection selection = pcrs == null ? null : PcrSelection.parse(pcrs);
        String endorsement = values.get("tpm");
        return new TpmEnvelope(
                new ParentKind(required(values, "parent")),
                HEX.parseHex(required(values, "name")),
                endorsement == null ? null : HEX.parseHex(endorsement),
                new SealPolicy(
                        selection,
                        selection == null
                                ? List.of()
                                : branches(selection, required(values, "values")),
                        required(values, "auth").equals("pin")),
                TpmKeyFile.ofDer(sealed.sealed()));
    }

    private static List<PcrValues> branches(PcrSelection selection, String text) {
        List<PcrValues> branches = new ArrayList<>();
        for (String branch : text.split("/", -1)) {
            String[] digests = branch.split(",", -1);
            if (digests.length != selection.indices().size()) {
                throw new IllegalArgumentException("values do not fit the PCRs");
            }
            PcrValues values = PcrValues.none();
            for (int i = 0; i < digests.length; i++) {
                values = values.with(selection.indices().get(i), HEX.parseHex(digests[i]));
            }
            branches.add(values);
        }
        return branches;
    }

    private static String required(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + key);
        }
        return value;
    }
}
