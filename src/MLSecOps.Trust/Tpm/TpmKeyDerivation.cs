using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLSecOps.Trust.Tpm;

/// <summary>The key derivations of TPM 2.0 with SHA-256, for up to 32 bytes (Part 1, 11.4.10).</summary>
internal static class TpmKeyDerivation
{
    /// <summary>KDFa: SP 800-108 in counter mode with HMAC (11.4.10.2).</summary>
    /// <param name="key">The secret.</param>
    /// <param name="label">ASCII; a zero byte ends it.</param>
    /// <param name="context">Both contexts, one behind the other.</param>
    /// <param name="bytes">How many to give, at most 32.</param>
    public static byte[] Kdfa(ReadOnlySpan<byte> key, string label, ReadOnlySpan<byte> context, int bytes)
    {
        byte[] bits = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bits, bytes * 8);
        return HMACSHA256.HashData(key, [0, 0, 0, 1, .. Encoding.ASCII.GetBytes(label), 0, .. context, .. bits])[..bytes];
    }

    /// <summary>KDFe: SP 800-56A over the shared point (11.4.10.3); gives 32 bytes.</summary>
    /// <param name="shared">x of the shared point, 32 bytes.</param>
    /// <param name="label">ASCII; a zero byte ends it.</param>
    /// <param name="first">x of the ephemeral key, 32 bytes.</param>
    /// <param name="second">x of the static key, 32 bytes.</param>
    public static byte[] Kdfe(ReadOnlySpan<byte> shared, string label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        SHA256.HashData([0, 0, 0, 1, .. shared, .. Encoding.ASCII.GetBytes(label), 0, .. first, .. second]);
}
