using System.Security.Cryptography;

namespace MLSecOps.Formats.Oms;

/// <summary>The digest of the whole that a statement is about (OMS v1.0, 6.5): SHA-256 over the digests of its resources, whatever they are hashed with.</summary>
internal static class OmsRoot
{
    /// <summary>Computes it, in lower-case hexadecimal.</summary>
    /// <param name="resources">In the order in which they stand in the statement.</param>
    public static string Of(IReadOnlyList<OmsResource> resources)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (OmsResource resource in resources)
        {
            hash.AppendData(Convert.FromHexString(resource.Digest));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
