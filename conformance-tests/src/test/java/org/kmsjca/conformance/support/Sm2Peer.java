package org.kmsjca.conformance.support;

import com.tencent.kona.crypto.spec.SM2PrivateKeySpec;
import com.tencent.kona.crypto.spec.SM2PublicKeySpec;
import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;

/** An independent implementation of SM2. */
public enum Sm2Peer {
    BOUNCY_CASTLE {
        @Override
        public Provider provider() {
            return Peers.BOUNCY_CASTLE;
        }

        @Override
        public KeyPair own(KeyPair pair) {
            return pair;
        }

        @Override
        AlgorithmParameterSpec identity(KeyPair own, byte[] userId) {
            return new SM2ParameterSpec(userId);
        }
    },
    KONA {
        @Override
        public Provider provider() {
            return Peers.KONA;
        }

        @Override
        public KeyPair own(KeyPair pair) throws GeneralSecurityException {
            KeyFactory factory = KeyFactory.getInstance("SM2", Peers.KONA);
            var privateKey = (ECPrivateKey) pair.getPrivate();
            return new KeyPair(
                    factory.generatePublic(new SM2PublicKeySpec(point(pair))),
                    factory.generatePrivate(new SM2PrivateKeySpec(privateKey.getS())));
        }

        @Override
        AlgorithmParameterSpec identity(KeyPair own, byte[] userId) {
            return new SM2SignatureParameterSpec(userId, (ECPublicKey) own.getPublic());
        }
    };

    public abstract Provider provider();

    /** A pair of Bouncy Castle's as this implementation has it. */
    public abstract KeyPair own(KeyPair pair) throws GeneralSecurityException;

    abstract AlgorithmParameterSpec identity(KeyPair own, byte[] userId);

    /** The point X9.62-encoded, uncompressed. */
    public static byte[] point(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                .getPublicKeyData()
                .getBytes();
    }

    public byte[] sign(KeyPair pair, byte[] userId, byte[] message)
            throws GeneralSecurityException {
        KeyPair own = own(pair);
        Signature signature = Signature.getInstance("SM3withSM2", provider());
        signature.setParameter(identity(own, userId));
        signature.initSign(own.getPrivate());
        signature.update(message);
        return signature.sign();
    }

    public boolean verify(KeyPair pair, byte[] userId, byte[] message, byte[] value)
            throws GeneralSecurityException {
        KeyPair own = own(pair);
        Signature signature = Signature.getInstance("SM3withSM2", provider());
        signature.setParameter(identity(own, userId));
        signature.initVerify(own.getPublic());
        signature.update(message);
        return signature.verify(value);
    }
}
