package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** The messages about a TPM: what was found, and what to do. */
final class TpmErrors {
    private static final String OTHER_WAY =
            " open the store with its recovery passphrase (root=passphrase) or a backup (kms root"
                    + " restore)";

    private final TpmAddress address;

    TpmErrors(TpmAddress address) {
        this.address = address;
    }

    KmsException absent(IOException cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                address.isFile()
                        ? ("does not exist: this machine or container has no TPM 2.0, or its driver"
                                        + " is not loaded (containers: --device %s); mend that, set tpm.device, or%s")
                                .formatted(address, OTHER_WAY)
                        : "does not answer, as nothing listens there; start it, or set tpm.device",
                cause);
    }

    KmsException noDeviceFile() {
        return refusal(
                KmsErrorCode.INVALID_PARAMETER,
                "is no device file; set tpm.device to one, such as " + TpmSettings.DEFAULT_DEVICE,
                null);
    }

    KmsException forbidden(IOException cause) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "may not be used by this user: make "
                        + System.getProperty("user.name", "the user")
                        + " a member of the group "
                        + group(address.file())
                        + " (usermod -aG) and log in again",
                cause);
    }

    private static String group(Path file) {
        try {
            return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .group()
                    .getName();
        } catch (IOException | UnsupportedOperationException unknown) {
            return "tss";
        }
    }

    KmsException busy(@Nullable Throwable cause) {
        return refusal(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                "is busy with another program; try again, and prefer "
                        + TpmSettings.DEFAULT_DEVICE
                        + ", which several programs can use at once",
                cause);
    }

    KmsException notOpened(IOException cause) {
        return refusal(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                "cannot be opened, tried again and again: "
                        + cause.getMessage()
                        + "; another program may have it, or its driver is in trouble",
                cause);
    }

    KmsException full(TpmResponseException cause) {
        return refusal(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                "has no room left for an object or a session, as other programs left theirs in it;"
                        + " try again, flush them (tpm2_flushcontext -t, -l, -s) or use "
                        + TpmSettings.DEFAULT_DEVICE,
                cause);
    }

    KmsException interrupted(@Nullable Throwable cause) {
        return refusal(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                "broke off the conversation again and again, as if it were being reset; try again",
                cause);
    }

    KmsException notStarted(TpmResponseException cause) {
        return refusal(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                "was not started after it was switched on (TPM_RC_INITIALIZE); the firmware does"
                        + " that, for a simulator: tpm2_startup -c",
                cause);
    }

    KmsException failed(TpmResponseException cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "is in failure mode (TPM_RC_FAILURE); reset the machine, or" + OTHER_WAY,
                cause);
    }

    KmsException tampered(Throwable cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "cannot be trusted: " + cause.getMessage() + "; something sits between",
                cause);
    }

    KmsException unexpected(TpmResponseException cause) {
        return refusal(KmsErrorCode.INTERNAL_FAILURE, "refused: " + cause.getMessage(), cause);
    }

    KmsException ownerHasAuth(TpmResponseException cause) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "has an authorisation for its owner hierarchy, so that no primary key can be made"
                        + " there; set tpm.parent to the handle of a persistent storage key, such"
                        + " as 0x81000001",
                cause);
    }

    KmsException noPersistentKey(ParentKind parent, TpmResponseException cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "has no key at the persistent handle "
                        + parent
                        + "; set tpm.parent to one that it has (tpm2_getcap handles-persistent)",
                cause);
    }

    KmsException noSuchBank(PcrSelection pcrs) {
        return refusal(
                KmsErrorCode.INVALID_PARAMETER,
                "does not keep the PCR bank " + pcrs.bank() + "; set tpm.pcrs to another one",
                null);
    }

    KmsException otherTpm() {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "is not the one that the root key was sealed by (its storage key is another); put"
                        + " the right one back, or"
                        + OTHER_WAY,
                null);
    }

    KmsException cleared() {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "was cleared (TPM2_Clear) after the root key was sealed: what it sealed is lost;"
                        + OTHER_WAY,
                null);
    }

    KmsException otherPersistentKey(ParentKind parent) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                ("has another key at the persistent handle %s than the one that the root"
                                + " key is sealed under: it is another TPM, it was cleared, or the key was"
                                + " replaced;%s")
                        .formatted(parent, OTHER_WAY),
                null);
    }

    KmsException damaged(Throwable cause) {
        return refusal(
                KmsErrorCode.INTERNAL_FAILURE,
                "refuses the sealed root key as damaged, though it is the right TPM; restore a"
                        + " backup (kms store restore FILE), or"
                        + OTHER_WAY,
                cause);
    }

    KmsException pcrsChanged(PcrSelection pcrs, List<Integer> changed) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                ("keeps the root key back, as PCR %s of bank %s changed since it was"
                                + " sealed (firmware, boot loader, its settings or what it loads); if that"
                                + " was meant,%s and then seal it again: kms root reseal")
                        .formatted(
                                changed.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                pcrs.bank(),
                                OTHER_WAY),
                null);
    }

    KmsException unexpectedValues(String setting) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the expected values are not values of the PCRs that the root key is bound to: "
                        + setting);
    }

    KmsException noPin() {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "asks for a PIN: set tpm.auth to env:NAME or file:/path",
                null);
    }

    KmsException emptyPin() {
        return refusal(KmsErrorCode.INVALID_PARAMETER, "was given an empty tpm.auth", null);
    }

    KmsException wrongPin(DictionaryAttack counted, TpmResponseException cause) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "refused tpm.auth as wrong, and counted it ("
                        + counted
                        + "); it is not tried again before it is changed",
                cause);
    }

    KmsException wrongPinBefore() {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "has refused this tpm.auth already, so it is not tried again: each attempt counts"
                        + " towards a lockout; correct it",
                null);
    }

    KmsException lockedOut(DictionaryAttack counted, @Nullable Throwable cause) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "is locked out: it takes no PIN now, not even the right one ("
                        + counted
                        + "). Wrong PINs count, and so does each loss of power without"
                        + " TPM2_Shutdown after a PIN was used. Wait until it forgets them, or have"
                        + " its owner reset it (tpm2_dictionarylockout --clear-lockout)",
                cause);
    }

    KmsException lastAttempt(DictionaryAttack counted) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "has one attempt left before it locks out ("
                        + counted
                        + "), which is not risked: a wrong PIN would lock out every program. Wrong"
                        + " PINs count, and so does each loss of power without TPM2_Shutdown after"
                        + " a PIN was used. Wait until it forgets one, or have its owner reset it"
                        + " (tpm2_dictionarylockout --clear-lockout)",
                null);
    }

    KmsException wrongAuth(TpmResponseException cause) {
        return refusal(
                KmsErrorCode.NO_PERMISSION,
                "says that the sealed root key has another authorisation than this envelope says;"
                        + " restore a backup (kms store restore FILE), or"
                        + OTHER_WAY,
                cause);
    }

    KmsException unreadable(Throwable cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "the store's TPM envelope cannot be read ("
                        + cause.getMessage()
                        + "): restore a backup, by kms store restore FILE",
                cause);
    }

    KmsException wrongKey() {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "what the TPM unsealed is not the root key of this store in this envelope: it was"
                        + " changed or belongs to another store; restore a backup, by kms store restore"
                        + " FILE");
    }

    KmsException noCounter(int index, TpmResponseException cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "has no counter of the store (NV index "
                        + "0x%08x".formatted(index)
                        + "): it is another TPM, or was cleared, so that nothing tells whether the"
                        + " store is the newest. If it is: kms store accept-revision",
                cause);
    }

    KmsException foreignCounter(int index, @Nullable TpmResponseException cause) {
        return refusal(
                KmsErrorCode.UNAVAILABLE,
                "has something at NV index "
                        + "0x%08x".formatted(index)
                        + " that is not the counter of this store: another program's, or made by"
                        + " somebody else. Look at it (tpm2_nvreadpublic), remove it"
                        + " (tpm2_nvundefine), then: kms store accept-revision",
                cause);
    }

    private KmsException refusal(KmsErrorCode code, String what, @Nullable Throwable cause) {
        return new KmsException(code, "the TPM " + address + " " + what, cause);
    }
}
