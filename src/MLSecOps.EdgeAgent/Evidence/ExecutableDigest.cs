using System.Security.Cryptography;
using MLSecOps.Core.Digests;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>The program that runs: hashed once, since the file behind it stays the same while it runs.</summary>
internal static class ExecutableDigest
{
    private static readonly Lazy<Sha256Digest?> Own = new(() => Measure("/proc/self/exe"));

    /// <summary>SHA-256 of the agent's executable; null when it could not be read.</summary>
    public static Sha256Digest? OfAgent => Own.Value;

    /// <summary>SHA-256 of a file; null when it could not be read.</summary>
    internal static Sha256Digest? Measure(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return new Sha256Digest(SHA256.HashData(file));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
