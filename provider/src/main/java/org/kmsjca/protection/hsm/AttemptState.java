package org.kmsjca.protection.hsm;

/** The state of a try of an operation when it failed. */
final class AttemptState {
    private boolean sent;
    private boolean irrevocable;
    private long mechanism = TokenSession.NO_MECHANISM;

    void note(TokenSession session) {
        sent = session.isSent();
        irrevocable = session.isIrrevocable();
        mechanism = session.mechanism();
    }

    long mechanism() {
        return mechanism;
    }

    boolean allowsRepetition(long code) {
        return !irrevocable && (!sent || Ckr.isNothingDone(code));
    }
}
