package org.kmsjca.cli;

import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks on the terminal before something is given up. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConfirmationOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /**
     * Asks the user at the terminal; {@code --yes} answers without a question.
     *
     * @param what the consequence of the command, which is printed in either case
     * @param question the question, which y or N answers
     * @return whether the user agreed
     * @throws KmsException InvalidParameter, where there is neither a terminal nor {@code --yes}
     */
    boolean isGiven(String what, String question) {
        if (yes) {
            KmsCommand.of(spec).output().remark(what);
            return true;
        }
        String asked = what + ". " + question;
        return Prompt.confirm(asked)
                .orElseThrow(
                        () ->
                                new KmsException(
                                        KmsErrorCode.INVALID_PARAMETER,
                                        "there is no terminal to ask on; --yes answers. " + asked));
    }

    /** Ends the command when somebody at the terminal does not want it; scripts are not asked. */
    void ask(String question) {
        if (!yes && !Prompt.confirm(question).orElse(true)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, "nothing was changed, as it was not confirmed");
        }
    }
}
