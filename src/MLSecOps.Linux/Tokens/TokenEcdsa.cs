using System.Security.Cryptography;

namespace MLSecOps.Linux.Tokens;

/// <summary>An ECDSA key on a token. The mechanism CKM_ECDSA gives r and s, each as long as the field (PKCS#11 2.40, section 2.3.1).</summary>
internal sealed class TokenEcdsa(TokenKey token, ECDsa certified) : ECDsa
{
    public override int KeySize => certified.KeySize;

    public override KeySizes[] LegalKeySizes => [new KeySizes(certified.KeySize, certified.KeySize, 0)];

    public override byte[] SignHash(byte[] hash)
    {
        // Longer hashes than the field are cut from the left (FIPS 186-5, section 6.4.1); some tokens leave that to the caller.
        int field = (certified.KeySize + 7) / 8;
        byte[] signature = token.Sign(Pkcs11Constants.Ecdsa, hash.AsSpan(0, Math.Min(hash.Length, field)), 2 * field);
        return certified.VerifyHash(hash, signature)
            ? signature
            : throw new TokenException(TokenProblem.WrongKey, "what the token signed does not verify with the certificate's public key");
    }

    public override bool VerifyHash(byte[] hash, byte[] signature) => certified.VerifyHash(hash, signature);

    public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The key stays on its token.")
        : certified.ExportParameters(false);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            certified.Dispose();
        }

        base.Dispose(disposing);
    }
}
