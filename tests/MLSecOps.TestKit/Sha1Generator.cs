using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.TestKit;

/// <summary>Signs certificates with ECDSA over SHA-1, which the platform's own generator no longer does: for certificates that must be refused.</summary>
internal sealed class Sha1Generator(ECDsa key) : X509SignatureGenerator
{
    // AlgorithmIdentifier { ecdsa-with-SHA1 }
    private static readonly byte[] Identifier = [0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Identifier;

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);

    protected override PublicKey BuildPublicKey() => new(key);
}
