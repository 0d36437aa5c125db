package org.kmsjca.protection.hsm;

/** The token is well and did not like the data: a bad tag, a bad padding. Caught in the package. */
final class DataRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataRefused() {
        super("the token refused the data", null, false, false);
    }
}
