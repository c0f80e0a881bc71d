using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MLSecOps.Trust.Tpm;

/// <summary>RSAES-OAEP with SHA-256 and a label (RFC 8017, 7.1), which the platform does not offer: a TPM asks for the label <c>IDENTITY</c> (Part 1, B.4).</summary>
/// <remarks>Encryption only, under a public exponent, of a seed used once: nothing secret depends on how long it takes.</remarks>
internal static class RsaOaep
{
    private const int Hash = 32;

    /// <summary>Encrypts.</summary>
    /// <param name="modulus">Big-endian, 256 bytes; its first bit is one.</param>
    /// <param name="message">At most 190 bytes.</param>
    /// <param name="label">With the zero byte that a TPM puts at its end.</param>
    /// <param name="seed">32 random bytes, never used again.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> message, ReadOnlySpan<byte> label, ReadOnlySpan<byte> seed)
    {
        byte[] encoded = new byte[modulus.Length];
        Span<byte> maskedSeed = encoded.AsSpan(1, Hash), block = encoded.AsSpan(1 + Hash);
        SHA256.HashData(label, block);
        block[^(message.Length + 1)] = 1;
        message.CopyTo(block[^message.Length..]);
        Mask(block, seed);
        seed.CopyTo(maskedSeed);
        Mask(maskedSeed, block);
        BigInteger cipher = BigInteger.ModPow(Number(encoded), 65537, Number(modulus));
        byte[] result = new byte[modulus.Length];
        byte[] number = cipher.ToByteArray(isUnsigned: true, isBigEndian: true);
        number.CopyTo(result, result.Length - number.Length);
        return result;
    }

    // MGF1 (RFC 8017, B.2.1).
    private static void Mask(Span<byte> target, ReadOnlySpan<byte> seed)
    {
        byte[] counter = new byte[4];
        for (int at = 0; at < target.Length; at += Hash)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter, at / Hash);
            byte[] mask = SHA256.HashData([.. seed, .. counter]);
            for (int i = 0; i < Hash && at + i < target.Length; i++)
            {
                target[at + i] ^= mask[i];
            }
        }
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
