package org.kmsjca.kms.envelope;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CiphertextBlob;

/** The private key of an RSA data key pair. */
final class RsaDataPrivateKey extends EncodedDataPrivateKey implements RSAPrivateCrtKey {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable RSAPrivateCrtKey numbers;

    RsaDataPrivateKey(RSAPrivateCrtKey numbers, byte[] clear, CiphertextBlob encrypted) {
        super("RSA", clear, encrypted);
        this.numbers = numbers;
    }

    private RSAPrivateCrtKey numbers() {
        RSAPrivateCrtKey living = numbers;
        if (living == null) {
            throw destroyedKey();
        }
        return living;
    }

    @Override
    public BigInteger getModulus() {
        return numbers().getModulus();
    }

    @Override
    public BigInteger getPublicExponent() {
        return numbers().getPublicExponent();
    }

    @Override
    public BigInteger getPrivateExponent() {
        return numbers().getPrivateExponent();
    }

    @Override
    public BigInteger getPrimeP() {
        return numbers().getPrimeP();
    }

    @Override
    public BigInteger getPrimeQ() {
        return numbers().getPrimeQ();
    }

    @Override
    public BigInteger getPrimeExponentP() {
        return numbers().getPrimeExponentP();
    }

    @Override
    public BigInteger getPrimeExponentQ() {
        return numbers().getPrimeExponentQ();
    }

    @Override
    public BigInteger getCrtCoefficient() {
        return numbers().getCrtCoefficient();
    }

    @Override
    public void destroy() {
        super.destroy();
        numbers = null;
    }
}
